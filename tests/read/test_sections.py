import pytest

from tests.read.reading import outline, reading, said

# A page saved as text, in the shape of the bulletins this was written for: navigation, two stories, of which the second
# has headline and lede in one line, and a button glued to the end of the file.
TWO_STORIES = """skip to Main Content

Mali, the JNIM steps up its raids on the army around Ménaka

New JNIM raid on a post of the FAMa near Ménaka. The assailants were driven off after a long night and only thanks to \
fighters of the MSA

JNIM fighters attacked a post of the Malian army (FAMa) and its allies at Inékar. They came from the border with Niger \
and fired on three positions for an hour, before being driven out by the garrison. The raid is part of a campaign that \
the group announced in spring. Moreover, it now has drones, which it did not have a year ago.

In Kidal a fifth joint convoy of Russia and the army, but the quarrel with the CSP goes on. Room for talks in the \
north is getting smaller

Meanwhile, Russian instructors and Malian troops escorted the fifth convoy to Aguelhok. It turned back at Anefis, like \
the ones before it. Bamako is in difficulty with the Tuareg fighters of the CSP over the presence of foreigners there.

Back To Top"""

BODY = "Three soldiers were killed when a mine exploded under their lorry near Gao on Monday, and a fourth died later."
OTHER = (
    "Farmers in Sikasso met the envoy of the Union in Bougouni to talk about the price of cotton, which has halved now."
)


def test_two_stories_on_one_page() -> None:
    document = reading(TWO_STORIES)
    assert outline(document) == [
        ("boilerplate", 0),
        ("headline", 0),
        ("lede", 0),
        ("body", 0),
        ("headline", 1),
        ("lede", 1),
        ("body", 1),
        ("boilerplate", 1),
    ]
    assert said(document, "headline") == [
        "Mali, the JNIM steps up its raids on the army around Ménaka",
        "In Kidal a fifth joint convoy of Russia and the army, but the quarrel with the CSP goes on.",
    ]
    assert said(document, "lede")[-1] == "Room for talks in the north is getting smaller"
    assert len(said(document, "body")) == 7
    assert document.title == "Mali, the JNIM steps up its raids on the army around Ménaka"
    assert document.story_of(len(document.sentences) - 1) == 1


def test_two_stories_marked_in_a_page() -> None:
    blocks = TWO_STORIES.split("\n\n")
    headline, lede = blocks[4].split(". ")
    page = (
        f"<html><head><title>North - The Site</title></head><body><a href='#'>{blocks[0]}</a>"
        f"<h2>{blocks[1]}</h2><p>{blocks[2]}</p><p>{blocks[3]}</p>"
        f"<h2>{headline}</h2><p>{lede}</p><p>{blocks[5]}</p><a>{blocks[6]}</a></body></html>"
    )
    document = reading(page, media_type="text/html")
    assert [part for part in outline(document) if part[0] != "boilerplate"] == [
        (kind, story) for story in (0, 1) for kind in ("headline", "lede", "body")
    ]


def test_plain_story() -> None:
    document = reading(f"Mine kills three near Gao\n\n{BODY}\n\n{BODY}")
    assert outline(document) == [("headline", 0), ("body", 0)]


@pytest.mark.parametrize("heading", ["Background", "What we know so far", "The road to Gao has long been dangerous"])
def test_a_heading_inside_a_story_opens_none(heading: str) -> None:
    text = f"Mine kills three near Gao\n\n{BODY}\n\n{heading}\n\n{BODY.replace('Three', 'Nine')}"
    document = reading(text)
    assert outline(document) == [("headline", 0), ("body", 0)]
    assert heading in said(document, "body")


def test_a_headline_without_lede_is_told_by_new_names() -> None:
    document = reading(f"Mine kills three near Gao\n\n{BODY}\n\nCotton farmers meet the envoy in Sikasso\n\n{OTHER}")
    assert outline(document) == [("headline", 0), ("body", 0), ("headline", 1), ("body", 1)]


def test_headings_below_the_first_open_no_story() -> None:
    page = (
        "<html><body><article><h1>Mine kills three near Gao</h1>"
        f"<p>{BODY}</p><h2>Why the road to Gao is still dangerous today</h2><p>{BODY[:90]}.</p><p>{BODY}</p>"
        "</article></body></html>"
    )
    document = reading(page, media_type="text/html")
    assert {story for _, story in outline(document)} == {0}
    assert said(document, "headline") == ["Mine kills three near Gao"]


def article(body: str, headline: str = "") -> str:
    return f"<article>{headline}<p>{body} {body}</p><p>{body} Nobody has said who did it, or why.</p></article>"


def test_articles_side_by_side_are_stories() -> None:
    mine, cotton = article(BODY, "<h2>Mine kills three near Gao</h2>"), article(OTHER, "<h2>Cotton farmers meet</h2>")
    document = reading(f"<html><body>{mine}<div>{cotton}</div></body></html>", media_type="text/html")
    assert outline(document) == [("headline", 0), ("body", 0), ("headline", 1), ("body", 1)]


def test_articles_without_headline_are_stories_too() -> None:
    document = reading(f"<html><body>{article(BODY)}{article(OTHER)}</body></html>", media_type="text/html")
    assert outline(document) == [("body", 0), ("body", 1)]


def test_headlines_one_a_line_are_stories_of_their_own() -> None:
    lines = [
        "Shells hit market in Hama",
        "Car bomb kills nine at the gate",
        "Truce holds in Daraa city",
        "Two dead in Homs raid",
    ]
    assert outline(reading("\n".join(lines))) == [("headline", story) for story in range(4)]


def test_headlines_after_the_story_are_other_stories() -> None:
    text = (
        f"Mine kills three near Gao\n\n{BODY}\n\nShells hit the old market in Hama\nTruce holds in the south of Daraa"
    )
    assert outline(reading(text)) == [("headline", 0), ("body", 0), ("headline", 1), ("headline", 2)]


def test_a_last_line_without_full_stop_is_body() -> None:
    assert outline(reading(f"{BODY}\n\nThe wounded were flown to Bamako on the same day")) == [("body", 0)]


def test_a_kicker_is_no_title() -> None:
    document = reading(f"MALI\n\nMine kills three soldiers near Gao\n\n{BODY}")
    assert outline(document) == [("headline", 0), ("body", 0)]
    assert said(document, "headline") == ["MALI", "Mine kills three soldiers near Gao"]
    assert document.title == "Mine kills three soldiers near Gao"


def test_captions_have_sentences_of_their_own() -> None:
    document = reading(f"Mine kills three near Gao\n\nPhoto: a burnt lorry on the road to Gao\n\n{BODY}")
    assert outline(document) == [("headline", 0), ("caption", 0), ("body", 0)]


def test_a_question_marks_no_end_of_a_title() -> None:
    document = reading(f"Who mined the road? Nobody says.\n\n{BODY}", title="Who mined the road? Nobody says.")
    assert outline(document) == [("headline", 0), ("body", 0)]
    assert len(said(document, "headline")) == 2


def test_a_text_in_capitals_wrapped_by_hand() -> None:
    text = (
        "SANTA ROSA, 18 FEB 90 (DPA) -- [TEXT] A BOMB WENT OFF TODAY IN FRONT OF THE\n"
        "OFFICES OF THE POWER COMPANY, POLICE SAID.  THE GUARD, JOSE M. RUIZ, WAS\n"
        "NOT HURT.\n\n"
        "   NO GROUP HAS CLAIMED RESPONSIBILITY FOR THE ATTACK, THE THIRD ON THE\n"
        "COMPANY SINCE JANUARY.  ITS WORKERS WENT ON STRIKE\n\n"
        "   THE GOVERNOR WILL VISIT THE SITE ON MONDAY, HIS OFFICE SAID IN A BRIEF\n"
        "STATEMENT THAT WAS READ OVER THE RADIO.\n"
    )
    document = reading(text)
    assert outline(document) == [("body", 0)]
    assert said(document)[:3] == [
        "SANTA ROSA, 18 FEB 90 (DPA) -- [TEXT]",
        "A BOMB WENT OFF TODAY IN FRONT OF THE OFFICES OF THE POWER COMPANY, POLICE SAID.",
        "THE GUARD, JOSE M. RUIZ, WAS NOT HURT.",
    ]
    assert document.text == text.strip()
    assert str(document.published) == "1990-02-18"


def test_a_signature_is_no_sentence() -> None:
    document = reading(f"{BODY}\n\n-- \nPress office, Ministry of Defence\nThis line is a motto.")
    assert outline(document) == [("body", 0), ("boilerplate", 0)]
