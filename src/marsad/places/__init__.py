"""Names → candidate places with country and units.

The gazetteer is one index file, built once from installed packages, the project's own lists and the user's files
(:mod:`marsad.places.build`), and opened read-only (:mod:`marsad.places.gazetteer`). Which of several places a name
means is chosen by evidence (:mod:`marsad.places.choice`); what the words around a name say is data
(:mod:`marsad.places.terms`).
"""

from marsad.places.gazetteer import Candidate, Gazetteer, open_gazetteer
from marsad.places.user import add_user_places

__all__ = ["Candidate", "Gazetteer", "add_user_places", "open_gazetteer"]
