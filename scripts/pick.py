"""Print the id of the event on stdin (JSON Lines) that most reports and most coded fields stand behind."""

import json
import sys

events = [json.loads(line) for line in sys.stdin]
print(max(events, key=lambda event: (len(event["documents"]), len(event["quotes"]), event["id"]))["id"][:8])
