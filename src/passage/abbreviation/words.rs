//! The words that tell where a name begins in a sentence, and their test.

use std::sync::LazyLock;

/// Words by their characters.
pub(super) struct Words(LazyLock<Vec<Vec<char>>>);

impl Words {
    /// The word that `chars` ends with: the first of the list.
    pub(super) fn end_of(&self, chars: &[char]) -> Option<&[char]> {
        self.0.iter().map(|word| &word[..]).find(|word| chars.ends_with(word))
    }

    /// Whether `chars` ends with one of the words.
    pub(super) fn end(&self, chars: &[char]) -> bool {
        self.end_of(chars).is_some()
    }

    /// Whether `chars` begins with one of the words.
    pub(super) fn begin(&self, chars: &[char]) -> bool {
        self.0.iter().any(|word| chars.starts_with(word))
    }

    /// Whether one of the words stands in `chars`.
    pub(super) fn within(&self, chars: &[char]) -> bool {
        (0..chars.len()).any(|at| chars.get(at..).is_some_and(|rest| self.begin(rest)))
    }
}

/// A list of words, written with spaces between them.
macro_rules! words {
    ($list:literal) => {
        Words(LazyLock::new(|| $list.split_whitespace().map(|word| word.chars().collect()).collect()))
    };
}

/// What a text before a name ends with: verbs that govern names, adverbs before them, times.
pub(super) static GOVERNORS: Words = words!(
    "建立 成立 设立 组建 组成 制定 制订 印发 发布 公布 出台 落实 贯彻 推进 推动 规范 加强 根据 依据 按照 依照 \
     为了 关于 对于 通过 取得 申请 领取 申领 办理 提交 编制 开展 举办 参加 参与 联合 委托 莅临 到访 前往 走进 \
     拜访 访问 纳入 属于 包括 包含 涉及 负责 承担 提供 使用 采用 利用 同意 批准 决定 申办 完成 签订 签署 修订 \
     修改 起草 审议 颁布 执行 遵守 违反 聚焦 健全 支持 鼓励 促进 位于 来自 履行 召开 举行 启动 收到 获得 担任 \
     所称 辖属机构 下属机构 下属 旗下 所属 实施 打造 构建 搭建 形成 完善 实行 推行 做好 加快 深化 发起 创建 \
     挂牌 入驻 加入 进入 针对 围绕 结合 基于 依托 协助 配合 配置 指导 组织 邀请 会同 隶属 名为 系指 是指 指定 \
     引进 开发 设置 确定 编写 出版 发放 核发 颁发 授予 赋予 命名 认定 转发 废止 撤销 合并 增设 新设 设在 现将 \
     拟将 拟在 拟对 近日 日前 目前 今年 去年 本市 本省 本区 本县 我国 我省 我市 我区 我县 全省 全市 不再 继续 \
     制作 持有 出具 填写 签发 安排 列入 保证 具备 符合 采取 进行 从事 依法 监督 接受 享受 优化 保障 维护 提高 \
     提升 扩大 强化 改进 改善 防止 预防 控制 应对 保护 发挥 接入 召集 主持 出席 牵头 承办 主办 协办 全资 控股 \
     调整 增加 减少 缴纳 征收 收取 支付 申报 报送 上报 报请 提请 提出 给予 实现 建设 悬挂 监控 歧视 区域内 \
     范围内 境内 期间 过程中 进一步 充分 合理 积极 统一 今天 昨天 上午 下午 首次 本次 此次 其他 禁止 擅自 \
     占用 深入 全面 有序 大力 应当 可以 必须 更多 首家 购买 出售 转让 拆除 新建 改建 扩建 修建 修复 安装 拥有 \
     享有 行使 受理 审查 审核 审批 核准 核定 报告 通报 公告 告知 送达 移送 移交 责令 吊销 查处 查封 扣押 处罚 \
     解决 研究 讨论 听取 选举 任免 任命 推荐 选派 派出 派遣 聘请 聘任 录用 招收 培养 培育 扶持 帮助 引导 带动 \
     吸引 引入 分析 界定 明确 划定 通知 安置 承包 整合 统筹 协调 衔接 推广 应用 探索 巩固 拓展 上缴 往来 相应 \
     防治 产生 具有 规定 当年 当日 交付 答复 配备 配齐 供应 密切 联系 长期 定期 及时 购置 储备 期限内 被告 \
     原告 上诉人 申请人 第三人"
);

/// Those of [`GOVERNORS`] that are met inside names too (国务院推进…协调小组): they govern where a
/// phrase begins with them.
pub(super) static NAMED: Words = words!(
    "推进 推动 加强 支持 促进 落实 参与 利用 应对 保护 控制 预防 保障 监督 组织 开发 完善 深化 加快 优化 使用 \
     认定 扩大 提升 维护 指导 规范 贯彻 控股 实施 合并 发放 结合 调整 改善 执行 征收 建设 配置 监控 统一 设置 \
     进行 审议 承担 提供 申报 申请 编制 出版 修改 修订 办理 转发 批准 改进 强化 购买 出售 转让 拆除 新建 改建 \
     扩建 修建 修复 安装 拥有 享有 行使 受理 审查 审核 审批 核准 核定 报告 通报 公告 告知 送达 移送 移交 责令 \
     吊销 查处 查封 扣押 处罚 解决 研究 讨论 听取 选举 任免 任命 推荐 选派 派出 派遣 聘请 聘任 录用 招收 培养 \
     培育 扶持 帮助 引导 带动 吸引 引入 分析 界定 明确 划定 通知 安置 承包 整合 统筹 协调 衔接 推广 应用 探索 \
     巩固 拓展 联系 储备 供应 长期 防治"
);

/// Beginnings of names.
pub(super) static NAMES: Words = words!(
    "中华人民共和国 中国 中共 中央 国家 国务院 全国 最高人民 国际 世界 联合国 亚洲 欧洲 欧盟 长江 黄河 \
     粤港澳 京津冀 长三角 北京 天津 上海 重庆 河北 山西 内蒙古 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 \
     山东 河南 湖北 湖南 广东 广西 海南 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾 广州 \
     深圳 武汉 南京 杭州 成都 西安 沈阳 大连 青岛 厦门 宁波 市 省 自治区"
);

/// Beginnings of names that seldom stand within another: where one does, the beginning is in doubt.
pub(super) static REALM: Words = words!("中国 中华人民共和国 国务院");

/// What 建设 stands before in names.
pub(super) static NOUNS: Words = words!("项目 用地 工程 单位 行政 主管 银行 管理 部门 规划 兵团");

/// What follows a verb that is a part of a noun itself (推荐性标准, 审批机关).
pub(super) static SUFFIXES: Words = words!(
    "性 型 者 员 人员 书 费 证 机构 机关 部门 单位 小组 委员会 办公室 中心 平台 系统 制度 方案 规划 计划 目录 工作"
);

/// Bodies that act: a verb after one is no part of its name (主管部门审批…企业).
pub(super) static ACTORS: Words = words!("部门 政府 机关 机构");

/// What only sentences hold.
pub(super) static PREDICATES: Words =
    words!("应当 负责 可以 不得 以及 是 必须 需要 能够 已经 建立 设立 成立 一行 带队 了");

/// Ends of names of companies, which are seldom a part of another name.
pub(super) static COMPANIES: Words = words!("公司 银行 分行 支行 大学");

/// Single characters that end what stands before a name, each with the neighbours before and after
/// it with which it is a part of a word instead (自由, 经济).
const PARTICLES: [(char, &str, &str); 30] = [
    ('在', "存现潜所内外正实", "线职校岗编建读途"),
    ('由', "自事缘", ""),
    ('向', "方面导走取动", "阳"),
    ('对', "应相绝面针反配", "外口策象照接冲流"),
    ('将', "", "来军"),
    ('把', "", ""),
    ('被', "", "动保告申"),
    ('让', "转出受", ""),
    ('从', "服", "业事价量"),
    ('以', "可所加予得足", "上下内外及来后前色"),
    ('为', "行人有无", "民"),
    ('是', "", ""),
    ('经', "财神", "济营理费验纪纬开贸信"),
    ('按', "", "揭"),
    ('到', "", "访"),
    ('赴', "", ""),
    ('报', "申简公学日情预年", "告表刊名社道考送请废关案"),
    ('于', "", "都"),
    ('了', "", "解"),
    ('的', "目", "士"),
    ('并', "合兼", "购网轨"),
    ('就', "成", "业"),
    ('给', "供补", "水排予"),
    ('请', "申", ""),
    ('至', "", ""),
    ('该', "", ""),
    ('指', "食手戒中拇", "导挥标南定引数纹"),
    ('共', "公总中", "和产同青享建治用商富"),
    ('据', "根依数证收占", "此统悉"),
    ('其', "尤极与及", "他中余实"),
];

/// Joins two of a kind: what follows may be half of a name (人力资源和社会保障部).
const JOINERS: [(char, &str, &str); 6] = [
    ('和', "共饱综调总温中", "平谐解田"),
    ('与', "参", "会"),
    ('及', "普涉", "时格"),
    ('或', "", "者"),
    ('同', "合会协共相大雷如陪", "志学等意济时仁江业步"),
    ('等', "平均高初中同", "级候"),
];

/// Last characters of the names of bodies and places.
pub(super) const BODIES: &str = "国局部委会院所司心门府厅办校行团市省区县位业关构组队处》）)”";

/// Whether one of [`PARTICLES`] stands before `at`.
pub(super) fn particle(chars: &[char], at: usize) -> bool {
    alone(&PARTICLES, chars, at)
}

/// Whether `chars` ends with a verb that governs what follows, not with a noun that such a verb ends
/// (应当组织|代表, not 城乡建设|中心).
pub(super) fn governed(chars: &[char]) -> bool {
    let Some(word) = GOVERNORS.end_of(chars) else { return chars.ends_with(&['或', '者']) };
    let begin = chars.len() - word.len();
    let noun = begin.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| c.is_alphabetic());
    !NAMED.end(word)
        || !noun
        || particle(chars, begin)
        || joiner(chars, begin)
        || chars.get(..begin).is_some_and(|head| GOVERNORS.end(head))
}

/// Whether one of [`JOINERS`] stands before `at`.
pub(super) fn joiner(chars: &[char], at: usize) -> bool {
    alone(&JOINERS, chars, at) || chars.get(..at).is_some_and(|head| head.ends_with(&['或', '者']))
}

/// Whether one of `words` stands before `at` as a word by itself.
fn alone(words: &[(char, &str, &str)], chars: &[char], at: usize) -> bool {
    let Some(last) = at.checked_sub(1).and_then(|i| chars.get(i)) else { return false };
    let before = at.checked_sub(2).and_then(|i| chars.get(i));
    let joined = |c: Option<&char>, marks: &str| c.is_some_and(|c| marks.contains(*c));
    words.iter().any(|&(c, left, right)| c == *last && !joined(before, left) && !joined(chars.get(at), right))
}
