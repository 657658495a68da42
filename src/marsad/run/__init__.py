"""Run: many documents, in shards and processes.

``run`` codes what the sources hold into a folder of parts, ``load`` takes the parts into a store, ``status`` tells how
far a folder is.
"""

from marsad.run.load import Status as Status
from marsad.run.load import load as load
from marsad.run.load import status as status
from marsad.run.local import run as run
from marsad.run.parts import Part as Part
