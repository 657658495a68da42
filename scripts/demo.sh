#!/bin/sh
# From the bulletins in examples/ to events, and from an event back to its sentences.
set -eu
bin=$1 db=$2
rm -f "$db" "$db".*
echo "\$ marsad add examples/ --db $db"
"$bin/marsad" add examples --db "$db"
echo
echo "\$ marsad events --db $db --kind ASSAULT --status happened"
"$bin/marsad" events --db "$db" --kind ASSAULT --status happened --format table
echo
event=$("$bin/marsad" events --db "$db" --kind ASSAULT --status happened --min-deaths 1 --format jsonl |
    "$bin/python" scripts/pick.py)
echo "\$ marsad why $event --db $db"
"$bin/marsad" why "$event" --db "$db"
cat <<TEXT

What to try next
  $bin/marsad stats --db $db                        what the database holds
  $bin/marsad events --db $db --admin SDN           events of one country
  $bin/marsad problems --db $db                     what could not be done, by reason
  $bin/marsad code FILE.html --published 2024-05-06  your own report
  make serve                                               the same in a browser
TEXT
