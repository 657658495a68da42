"""Serve: what the store holds, as JSON and as a web app, to those who may see it.

``create_app`` puts the routes together, ``listen`` takes the port, ``answer`` serves until it is stopped;
:mod:`marsad.serve.access` says who is let in.
"""

from marsad.serve.application import create_app as create_app
from marsad.serve.server import answer as answer
from marsad.serve.server import listen as listen
