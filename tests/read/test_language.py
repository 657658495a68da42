import pytest

from marsad.config import Config
from marsad.read.language import language_of
from tests.read.reading import codes, try_reading

ENGLISH = "Three soldiers were killed and five were wounded in an attack on an army post near the border on Monday."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (ENGLISH.upper(), "en"),
        ("Clashes near Hasakah", "en"),
        ("Idlib: Nayrab, Saraqib", "en"),
        ("Trois soldats ont été tués et cinq blessés lundi dans une attaque contre un poste de l'armée.", "fr"),
        (
            "Tres soldados murieron y cinco resultaron heridos el lunes en un ataque contra un puesto del ejército.",
            "es",
        ),
        ("TRES SOLDADOS MURIERON EL LUNES EN UN ATAQUE CONTRA UN PUESTO DEL EJERCITO EN LA FRONTERA", "es"),
        ("قتل ثلاثة جنود في هجوم على موقع للجيش قرب الحدود يوم الاثنين", "ar"),
        ("Трое солдат погибли при нападении на армейский пост у границы", "ru"),
        ("Al-Nusra Jisr al-Shughur clash", "en"),
        ("12 345", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_a_foreign_text_is_kept_and_told() -> None:
    document, problems = try_reading("قتل ثلاثة جنود في هجوم على موقع للجيش. وأصيب خمسة.")
    assert document is not None
    assert document.language == "ar"
    assert len(document.sentences) == 2
    assert "language-not-supported" in codes(problems)


@pytest.mark.parametrize(
    ("given", "assumed", "language"), [("fr-FR", None, "fr"), (None, "de", "de"), ("English", None, "en")]
)
def test_what_is_given_outranks_the_model(given: str | None, assumed: str | None, language: str) -> None:
    document, _ = try_reading(ENGLISH, language=given, config=Config(language=assumed))
    assert document is not None
    assert document.language == language
