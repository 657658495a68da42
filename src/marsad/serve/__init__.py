"""Serve: what the store holds, as JSON and as pages, to the person on this machine.

``create_app`` puts the routes together, ``listen`` takes the port, ``answer`` serves until it is stopped.
"""

from marsad.serve.app import create_app as create_app
from marsad.serve.server import answer as answer
from marsad.serve.server import listen as listen
