#!/bin/sh
# From the bulletins in examples/ to events, and from an event back to its sentences; then from the articles of
# docs/tutorial to an alert and a report.
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
echo
echo "\$ marsad add docs/tutorial --db $db"
"$bin/marsad" add docs/tutorial --db "$db"
echo
echo "\$ marsad alerts --db $db --at 2024-03-31 --by admin1"
"$bin/marsad" alerts --db "$db" --at 2024-03-31 --by admin1 --format table
echo
echo "\$ marsad report --area Ituri --from 2024-03-01 --to 2024-03-31 --db $db -o $db.html"
"$bin/marsad" report --area Ituri --from 2024-03-01 --to 2024-03-31 --db "$db" -o "$db.html"
"$bin/marsad" report --check "$db.html" --db "$db"
cat <<TEXT

What to try next
  $bin/marsad stats --db $db                        what the database holds
  $bin/marsad events --db $db --admin SDN           events of one country
  $bin/marsad problems --db $db                     what could not be done, by reason
  $bin/marsad code FILE.html --published 2024-05-06  your own report
  open $db.html                              the situation report (docs/report.md, docs/tutorial.md)
  make serve                                               the same in a browser
TEXT
