//! What each feature is for, on texts as small as show it; and parity with the reference where it is at hand.

use std::collections::HashMap;

use super::*;
use crate::search::cut::{Vocabulary, cut, is_content};

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

/// A reranker for a query cut at the spaces, each word with this idf.
fn reranker(query: &str, idf: &[f64]) -> Reranker {
    let words: Vec<QueryWord> = query
        .split(' ')
        .zip(idf)
        .map(|(text, &idf)| QueryWord { text: text.to_owned(), canonical: None, forms: Vec::new(), idf })
        .collect();
    let sequence: Vec<Option<usize>> = (0..words.len()).map(Some).collect();
    Reranker::new(query, words, &sequence, Characters::new(Vec::new(), 100.0))
}

fn features(query: &str, title: &str, text: &str) -> HashMap<&'static str, f64> {
    let reranker = reranker(query, &[2.0, 1.0, 1.0]);
    reranker
        .judge(0.5, &Text::as_it_is(title), &Text::as_it_is(text))
        .features
        .parts()
        .into_iter()
        .map(|part| (part.name, part.value))
        .collect()
}

#[test]
fn neighbours_of_the_query_count_where_they_stand_close() {
    let near = features("托育 补贴", "", "对托育机构给予补贴。");
    let far = features("托育 补贴", "", "托育机构由区民政部门负责登记和日常管理,发放的补贴另定。");
    assert!(close(near["pair12"], 1.0) && close(far["pair12"], 0.0));
    assert!(close(features("托育 补贴", "", "补贴托育机构")["pair12"], 1.0), "either order");
}

#[test]
fn headings_are_looked_at_as_the_title_is() {
    let heading = || Text::as_it_is("托育补贴");
    let judged =
        |title: Text| reranker("托育 补贴 登记", &[2.0, 1.0, 1.0]).judge(0.5, &title, &Text::as_it_is("按月登记。"));
    let parts = |title: Text| judged(title).features.0;
    let [_, _, pair, window, cover, _, tcov, tlcs] =
        parts(Text::as_it_is("意见").with_headings([heading()].into_iter()));
    assert!(close(pair, 1.0) && close(window, 1.0) && close(cover, 1.0), "{pair} {window} {cover}");
    assert!(close(tcov, 0.0) && close(tlcs, 0.0), "the title is another: {tcov} {tlcs}");
    let (twice, once) = (parts(heading().with_headings([heading()].into_iter())), parts(heading()));
    assert!(twice.iter().zip(once).all(|(&twice, once)| close(twice, once)), "the same twice is once");
}

#[test]
fn a_window_holds_what_stands_within_sixty_characters() {
    let text = format!("托育机构{}补贴和登记", "的".repeat(60));
    let found = features("托育 补贴 登记", "", &text);
    assert!(close(found["win60"], 0.5), "the two that stand together weigh as much as the one alone: {found:?}");
    assert!(close(found["wcov"], 1.0));
}

#[test]
fn words_of_the_title_count_for_its_passages() {
    let found = features("托育 补贴", "托育机构管理办法", "补贴按季度发放。");
    assert!(close(found["wcov"], 1.0) && close(found["pair12"], 1.0) && found["tcov"] > 0.2);
}

#[test]
fn a_document_covers_what_its_passages_cover_together() {
    let reranker = reranker("托育 补贴", &[1.0, 1.0]);
    let judged = ["托育机构", "补贴"].map(|text| reranker.judge(0.4, &Text::default(), &Text::as_it_is(text)));
    let one = reranker.document(judged[..1].iter());
    let both = reranker.document(judged.iter());
    assert!(close(both - one, 0.5 * WCOV + PASSAGES * 2.0_f64.ln()));
}

#[test]
fn a_word_that_overlaps_itself_is_found_at_each_place() {
    let found = features("人人", "", "人人人");
    assert!(close(found["wcov"], 1.0));
}

struct Line(serde_json::Value);

impl Vocabulary for Line {
    fn frequency(&self, word: &str) -> u64 {
        self.0["df"][word].as_u64().unwrap_or(0)
    }
    fn total(&self) -> u64 {
        self.0["total"].as_u64().unwrap_or(0)
    }
    fn stands(&self, _: &str) -> bool {
        true
    }
}

impl Line {
    fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap()
    }

    fn list(&self, key: &str) -> Vec<String> {
        self.0[key].as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
    }
}

/// Run with `CESOU_PARITY=FILE cargo test parity`: lines with a query, title and text, their statistics and the values
/// that the reference computed.
#[test]
fn parity_with_the_reference() {
    let Some(path) = std::env::var_os("CESOU_PARITY") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let mut count = 0;
    for line in text.lines() {
        let line = Line(serde_json::from_str(line).unwrap());
        let cut = cut(line.text("query"), &line);
        let mut words: Vec<String> = Vec::new();
        for word in cut.words.iter().map(|word| &word.text) {
            if line.frequency(word) > 0 && !words.contains(word) {
                words.push(word.clone());
            }
        }
        assert_eq!(words, line.list("words"), "{}", line.text("query"));
        let sequence: Vec<String> =
            cut.path.iter().map(|(word, _)| word.clone()).filter(|word| is_content(word)).collect();
        assert_eq!(sequence, line.list("seq"), "{}", line.text("query"));
        compare(&line, &words, &sequence);
        count += 1;
    }
    assert!(count > 0, "an empty file proves nothing");
}

fn compare(line: &Line, words: &[String], sequence: &[String]) {
    let idf = |word: &String| line.0["idf"][word].as_f64().unwrap();
    let known = words
        .iter()
        .map(|text| QueryWord { text: text.clone(), canonical: None, forms: Vec::new(), idf: idf(text) })
        .collect::<Vec<_>>();
    for word in &known {
        let count = line.0["n"].as_u64().unwrap();
        assert!(close(crate::search::statistics::idf(line.frequency(&word.text), count), word.idf), "{}", word.text);
    }
    let places: Vec<Option<usize>> = sequence.iter().map(|word| words.iter().position(|known| known == word)).collect();
    let reranker = Reranker::new(line.text("query"), known, &places, Characters::new(Vec::new(), 1.0));
    let mut judged = reranker.judge(
        line.0["wb"].as_f64().unwrap(),
        &Text::as_it_is(line.text("title")),
        &Text::as_it_is(line.text("body")),
    );
    judged.features.0[1] = line.0["u"].as_f64().unwrap();
    for part in judged.features.parts().iter().skip(2) {
        let expected = line.0["expect"][part.name].as_f64().unwrap();
        assert!(close(part.value, expected), "{}: {} not {expected}: {}", part.name, part.value, line.text("query"));
    }
    assert!(close(judged.features.score(), line.0["expect"]["score"].as_f64().unwrap()), "{}", line.text("query"));
}
