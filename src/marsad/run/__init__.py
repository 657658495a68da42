"""Run: many documents, in shards by processes of this machine or by a cluster, or as they are published.

``plan`` cuts what the sources hold into units, ``run`` codes them with an engine (``by_processes``, ``by_ray``) into a
folder of parts, ``load`` takes the parts into a store, ``status`` tells how far a folder is. ``watch`` looks at the
sources of a list again and again and adds what is new.
"""

from marsad.run.courtesy import Clock as Clock
from marsad.run.driver import Share as Share
from marsad.run.driver import run as run
from marsad.run.driver import share as share
from marsad.run.engine import Engine as Engine
from marsad.run.folder import Folder as Folder
from marsad.run.folder import folder as folder
from marsad.run.load import Status as Status
from marsad.run.load import load as load
from marsad.run.load import status as status
from marsad.run.local import by_processes as by_processes
from marsad.run.parts import Part as Part
from marsad.run.parts import finished_parts as finished_parts
from marsad.run.ray import by_ray as by_ray
from marsad.run.registry import load_watchlist as load_watchlist
from marsad.run.shards import Job as Job
from marsad.run.shards import Unit as Unit
from marsad.run.shards import load_code as load_code
from marsad.run.shards import plan as plan
from marsad.run.watch import Looked as Looked
from marsad.run.watch import Setting as Setting
from marsad.run.watch import watch as watch
