//! The samples of `corpus/` whose formats have a writer only here, among the tests: .doc, .xls, PDF, OFD.

use std::path::PathBuf;

use super::{doc, ofd, pdf, sheet};

const MINUTES: [&str; 12] = [
    "青源市河长制工作联席会议纪要",
    "〔2025〕第2号",
    "2025年6月5日，市总河长主持召开河长制工作联席会议，研究青源江柳浦段采砂整治和双溪湖蓝藻防控工作。现将会议议定事项纪要如下：",
    "一、关于采砂整治",
    "会议议定，自6月20日起青源江柳浦大桥上下游各三公里为禁采区，水利、公安、海事每周联合夜巡不少于两次。",
    "禁采区内遗留的采砂船由所属乡镇在7月底前集中停靠到芦汀锚地，逾期不停靠的依法查扣。",
    "二、关于蓝藻防控",
    "会议要求，双溪湖水质自动站的叶绿素监测由每日一次加密到每四小时一次，达到每升二十微克时启动打捞。",
    "打捞上岸的藻泥由市环卫集团运至云枝堆肥场处理，不得就地掩埋。",
    "三、关于经费",
    "今年所需经费386万元，由市财政局从水环境补偿资金中统筹解决。",
    "出席：市水利局、市公安局、市生态环境局、市财政局，柳浦区、芦汀县人民政府。",
];

#[test]
fn samples_are_read_as_they_are_made() {
    let paths = samples();
    assert_eq!(paths.len(), 5);
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (name, bytes) in paths {
        assert!(std::fs::read(corpus.join(name)).is_ok_and(|kept| kept == bytes), "{name}: write the samples anew");
    }
}

/// Writes the samples into the folder that `CESOU_SAMPLES` names.
#[test]
#[ignore = "writes into the folder that CESOU_SAMPLES names"]
fn samples_are_written() {
    let folder = PathBuf::from(std::env::var_os("CESOU_SAMPLES").unwrap());
    for (name, bytes) in samples() {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("office/river-chief-minutes.doc", doc::tests::of_paragraphs(&MINUTES)),
        ("office/canteen-notice.ofd", ofd::fixture::notice()),
        ("tables/subsidies.xls", sheet::tests::xls()),
        ("office/canteen-gazette.pdf", pdf::testing::notice()),
        ("newspaper/canteen-page.pdf", pdf::testing::newspaper()),
    ]
}
