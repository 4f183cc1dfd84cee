//! What the other modules share: a directory with files, running the program in it, reading its JSON Lines, and
//! texts. Every text here is invented.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// A directory that goes when it is dropped.
pub struct Dir(tempfile::TempDir);

/// What a run of the program left.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Dir {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With the policies below in `docs/`, indexed into `index/`.
    pub fn with_policies() -> Self {
        let dir = Self::new();
        dir.write_policies();
        dir.cesou(&["index", "docs"]).expect(0);
        dir
    }

    pub fn write_policies(&self) {
        for (name, text) in POLICIES {
            self.write(&format!("docs/{name}"), text);
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn cesou(&self, args: &[&str]) -> Run {
        cesou_in(self.0.path(), args, "")
    }

    pub fn cesou_with(&self, args: &[&str], stdin: &str) -> Run {
        cesou_in(self.0.path(), args, stdin)
    }

    /// The program to be started here.
    pub fn command(&self, args: &[&str]) -> Command {
        command_in(self.0.path(), args)
    }
}

/// The program with a clean environment.
pub fn command_in(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cesou"));
    command.current_dir(dir).args(args).env_clear().env("HOME", dir).env("PATH", "/usr/bin:/bin");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn cesou_in(dir: &Path, args: &[&str], stdin: &str) -> Run {
    let mut child = command_in(dir, args).stdin(Stdio::piped()).spawn().unwrap();
    // A program that does not read what it is given is right to be gone.
    drop(child.stdin.take().unwrap().write_all(stdin.as_bytes()));
    Run::of(&child.wait_with_output().unwrap())
}

impl Run {
    pub fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// The lines of stdout as JSON.
    #[track_caller]
    pub fn json(&self) -> Vec<Value> {
        lines_of(&self.out)
    }

    /// The last one: a summary, or the only object.
    #[track_caller]
    pub fn last(&self) -> Value {
        self.json().pop().unwrap_or_else(|| panic!("no object: {self:#?}"))
    }

    /// The hits.
    #[track_caller]
    pub fn hits(&self) -> Vec<Value> {
        self.json().into_iter().filter(|line| line["type"] == "hit").collect()
    }

    /// The ids of the hits.
    #[track_caller]
    pub fn ids(&self) -> Vec<String> {
        self.hits().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
    }

    /// The texts of the hits.
    #[track_caller]
    pub fn texts(&self) -> Vec<String> {
        self.hits().iter().map(|hit| hit["text"].as_str().unwrap().to_owned()).collect()
    }

    /// The texts of what `get` or `inspect` printed.
    #[track_caller]
    pub fn texts_of_passages(&self) -> Vec<String> {
        self.json().iter().map(|passage| passage["text"].as_str().unwrap().to_owned()).collect()
    }

    /// The error on stderr.
    #[track_caller]
    pub fn error(&self) -> Value {
        lines_of(&self.err).pop().unwrap_or_else(|| panic!("no error object: {self:#?}"))
    }
}

#[track_caller]
pub fn lines_of(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// What is marked of a hit.
#[track_caller]
pub fn marked(hit: &Value) -> Vec<String> {
    let text = hit["text"].as_str().unwrap();
    let slice = |mark: &Value| text[number(&mark["bytes"][0])..number(&mark["bytes"][1])].to_owned();
    hit["highlights"].as_array().unwrap().iter().map(slice).collect()
}

#[track_caller]
pub fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap_or_else(|| panic!("no number: {value}"))).unwrap()
}

/// The repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A directory with a copy of the repository's `corpus/` and its index in `index/`; made once, only to be read.
pub fn corpus() -> &'static Path {
    static CORPUS: OnceLock<PathBuf> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
        drop(fs::remove_dir_all(&dir));
        copy(&repository().join("corpus"), &dir.join("corpus"));
        cesou_in(&dir, &["index"], "").expect(0);
        dir
    })
}

/// Copies a directory with everything in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Paragraph `n` of as many as are needed, each another.
pub fn paragraph(n: usize) -> String {
    const WHO: [&str; 5] = ["青源市发展改革局", "柳浦区人民政府", "星野镇", "云枝县民政局", "望塔街道办事处"];
    const WHAT: [&str; 7] = [
        "公开充电设施的布局和价格",
        "组织社区食堂的日常检查",
        "核定托育机构的补贴标准",
        "更新老旧小区的供水管网",
        "登记零工驿站的用工信息",
        "修缮临水路段的防护栏杆",
        "评估流动服务船的运行成本",
    ];
    format!(
        "{}应当在第{n}季度以前{}，所需经费列入本级预算，并将第{}批名单报送青源市人民政府，由居民议事会监督落实情况。",
        WHO[n % 5],
        WHAT[n % 7],
        n * 3 + 1,
    )
}

/// Writes `files` files of `paragraphs` paragraphs each into a folder.
pub fn write_many(dir: &Dir, folder: &str, files: usize, paragraphs: usize) {
    for file in 0..files {
        let text: String = (0..paragraphs).map(|n| paragraph(file * paragraphs + n) + "\n").collect();
        dir.write(&format!("{folder}/{file:03}.txt"), text);
    }
}

pub const POLICIES: [(&str, &str); 5] = [
    (
        "elderly.txt",
        "青源市养老服务条例\n\n第一章　总则\n\n\
         第一条　为了规范养老服务，保障老年人的合法权益，促进青源市养老事业和养老产业协同发展，根据有关法律，制定本条例。\n\n\
         第二条　市人民政府应当建立养老服务补贴制度，对经济困难的失能老年人按月给予补贴，并每年公布一次发放情况和评估结果。\n\n\
         第二章　设施\n\n\
         第三条　新建住宅小区应当按照每百户不少于三十平方米的标准配建养老服务设施，与住宅同步规划、同步建设、同步验收、同步交付。\n　　已建成的住宅小区没有达到前款规定标准的，由区人民政府通过购置、置换、租赁等方式在二○二八年以前予以补足。\n\n\
         第四条　任何单位和个人不得擅自改变养老服务设施的用途；因公共利益需要改变用途的，应当按照先建后拆的原则就近补建。\n",
    ),
    (
        "childcare.txt",
        "关于支持普惠托育服务发展的通知\n\n各区人民政府，市直有关单位：\n\n\
         为减轻家庭的照护负担，现就支持普惠托育服务发展有关事项通知如下。\n\n\
         一、扩大托位供给\n\n\
         到2027年，全市每千人口拥有托位数达到4.5个，其中普惠托位占比不低于65%，新增托位158 个以上的街道给予一次性奖励。\n\n\
         二、降低运营成本\n\n\
         普惠托育机构的用水、用电、用气按照居民生活类价格执行，并按实际收托人数给予每人每月300元的补贴，补贴期限不超过三年。\n\n\
         青源市卫生健康委员会\n2025年3月8日\n",
    ),
    (
        "transit.txt",
        "星野镇公共交通改善方案\n\n一、线网优化\n\n\
         全面建成“15 分钟公交圈”，让城镇居民步行一刻钟以内就能到达最近的公交站点，早晚高峰的发车间隔不超过百分之五的误差。\n\n\
         二、票价优惠\n\n\
         六十五周岁以上的老年人免费乘坐公交车，学生凭证享受半价，换乘在九十分钟以内的不再另行收费，差额由镇财政按季度结算。\n",
    ),
    (
        "traditional.txt",
        "青源市歷史建築保護辦法\n\n第一條　為了加強歷史建築的保護與利用，延續城市文脈，根據有關法律、法規的規定，結合本市的實際情況，制定本辦法。\n\n\
         第二條　居民自住的歷史建築需要修繕的，可以向區人民政府申請費用補助，補助的比例不超過核定費用的三分之一。\n",
    ),
    (
        "report.md",
        "# 青源市年度工作报告\n\n## 就业\n\n城镇新增就业5.27万人，零工驿站累计服务灵活就业人员三十万人次，“谁产生、谁更新”的信息机制覆盖全部街道。\n\n\
         ## 养老与托育\n\n- 新增社区助餐点**42个**，老年人助餐补贴按每餐三元的标准发放；\n- 新增普惠托位两千个，托育补贴按照季度发放到机构。\n",
    ),
];
