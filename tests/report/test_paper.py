"""Pages on paper: they name themselves, no word is cut, no caption is left behind."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from analysis.report.exporter import render
from analysis.report.paper import running_head

CUT = """() => {
  const cut = [];
  const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  for (let node; node = walk.nextNode();) {
    for (const word of node.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
      if (lines.size > 1) cut.push(word[0]);
    }
  }
  return cut;
}"""


def test_a_title_cannot_leave_its_string():
    hostile = '"}</style><script>alert(1)</script>\\'
    text = running_head(hostile, "x")
    assert not re.search(r'[<>&]|(?<!content:)"(?!;)', text.replace('content:"x"', ""))
    assert running_head("Same", "Same").count("Same") == 1


def test_a_page_names_itself_and_the_policy_knows(notebook, site):
    html = render(notebook, name="02_members", language="en", site=site)
    page = BeautifulSoup(html, "html.parser")
    assert '@top-right{content:"The members"' in page.find_all("style")[1].string
    policy = page.find("meta", attrs={"http-equiv": True})["content"]
    styles = next(part for part in policy.split("; ") if part.startswith("style-src"))
    assert styles.count("'sha256-") == 2


@pytest.mark.browser
def test_no_word_is_cut_on_paper_and_links_outside_tell_their_address(
    open_page, notebook, site, tmp_path
):
    badge = '<span class="verdict verdict-limits">Confirmée avec réserves</span>'
    cells = "".join(f"<td>{badge}</td>" for _ in range(2)) + "<td>Vraisemblablement</td>" * 4
    row = f"<tr><th>Anticonstitutionnellement</th>{cells}</tr>"
    table = f"<table><caption>Board</caption><tbody>{row}</tbody></table>"
    path = tmp_path / "02_members.html"
    html = render(notebook, name="02_members", language="en", site=site)
    outside = '<p><a href="https://example.org/x">out</a> <a href="#a">in</a></p>'
    path.write_text(html.replace("</article>", f"{table}{outside}</article>"), "utf-8")
    page = open_page(path, width=673)
    page.emulate_media(media="print")
    assert [word for word in page.evaluate(CUT) if not word.startswith("xxx")] == []
    after = "one => getComputedStyle(one, '::after').content"
    assert page.locator('a[href="https://example.org/x"]').evaluate(after) != "none"
    assert page.locator('a[href="#a"]').evaluate(after) == "none"


@pytest.mark.browser
def test_heads_of_columns_are_repeated_and_figures_leave_room(open_page, notebook, site, tmp_path):
    path = tmp_path / "02_members.html"
    path.write_text(render(notebook, name="02_members", language="en", site=site), "utf-8")
    page = open_page(path)
    page.emulate_media(media="print")

    def style(selector, name):
        return page.locator(selector).first.evaluate(f"one => getComputedStyle(one).{name}")

    assert style("thead", "display") == "table-header-group"
    assert style("caption", "breakAfter") == "avoid"
    assert float(style("td", "fontSize")[:-2]) * 72 / 96 == pytest.approx(8.5, abs=0.01)
    assert float(style("article p:nth-of-type(2)", "fontSize")[:-2]) * 72 / 96 >= 9.99
