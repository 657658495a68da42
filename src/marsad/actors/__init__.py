"""Registry of actors as data: armed groups, state forces of every country, peace missions, organisations, people.

``data/`` holds named actors, one file a region; ``data/tables/`` what exists in every country (``mil-syr``,
``civilians-syr``), the names of nations, public leaders, and the words with which phrases are read.
"""

from marsad.actors.entry import ActorEntry
from marsad.actors.load import is_unnamed, load_actors
from marsad.actors.registry import Registry, Spotted
from marsad.actors.user import add_aliases, add_user_actors, remove_user_actors, user_actor_files

__all__ = [
    "ActorEntry",
    "Registry",
    "Spotted",
    "add_aliases",
    "add_user_actors",
    "is_unnamed",
    "load_actors",
    "remove_user_actors",
    "user_actor_files",
]
