"""Run: many documents, in shards and processes, or as they are published.

``run`` codes what the sources hold into a folder of parts, ``load`` takes the parts into a store, ``status`` tells how
far a folder is. ``watch`` looks at the sources of a list again and again and adds what is new.
"""

from marsad.run.courtesy import Clock as Clock
from marsad.run.load import Status as Status
from marsad.run.load import load as load
from marsad.run.load import status as status
from marsad.run.local import run as run
from marsad.run.parts import Part as Part
from marsad.run.registry import load_watchlist as load_watchlist
from marsad.run.watch import Looked as Looked
from marsad.run.watch import Setting as Setting
from marsad.run.watch import watch as watch
