"""Names that vulture cannot see used: users, libraries and templates call them, or a record's shape needs them."""
# ruff: noqa: B018, F821

# Called by Python or by the class they belong to (click, html.parser, io.RawIOBase, pydantic, FastAPI, spaCy).
_.__class__, _.__dir__, _.__getattr__, _.list_commands, _.get_command, _.format_commands
_.__call__, _.INC_RECORD, _.handle_data, _.handle_starttag, _.handle_endtag, attrs, _.readable, _.readinto
list_, missing_, _._without_empty, _.model_config, cls, _.healthz, _.is_sent_start, trace

# Fields of public records and results.
_.sub_event_type, _.type_of_violence, _.goldstein, _.grade_rule, _.reported_on, _.licence, _.checked_on, _.example
_.deaths_best, _.deaths_low, _.deaths_high, _.deaths_told, _.left_to_right, _.right_to_left, _.only_left, _.only_right
_.days_apart, _.reported, _.is_optional

# Fields of alerts, networks and what the server tells of them.
_.documents_per_day, _.documents_per_day_before, _.delay_days, _.degree

# What people do, from Python.
Desk, _.accept, _.reject, _.correct, _.comment, _.flag, _.undo

# Columns of the server's tables, read by name; a record's words taken out, which tests put back.
_.from_day, _.to_day, _.place_name, _.independent, _.killing, withhold

# Columns of the table of benchmarks.costs.
_.documents_per_core_hour, _.sentences_per_document, _.core_hours_per_million, _.parts_gb_per_million
_.money_per_million, _.keeping_per_million_month

# Set for Ray Data.
_.enable_progress_bars, _.print_on_execution_start, _.target_max_block_size, _.target_min_block_size

# Scores, read by name.
_.mis90

# Set for openpyxl.
_.freeze_panes

# Read by the templates of the situation report.
_.as_of, _.period, _.tiles

# ACLED's table of words for numbers, for users and for the fatalities of an export to come.
_.acled_number

# Routes, called by FastAPI; fields of what they answer; what http.client and urllib call.
(
    compared,
    without_template,
    settled_place,
    settled_actor,
    example_names,
    add_examples,
    cards,
    exported,
    coder_names,
    still_open,
    me,
)
periods, told_by_hand
_.review_states, _.problems_by_reason, _.is_undone, _.unplaced, _.distinct, _.lag_days, _.cooperation, _.backward
_.is_same, _.conflicts, _.killed_low, _.killed_high, _._create_connection, _.http_open, _.https_open, read_through

# Asked by pyarrow of what it writes to.
_.writable

# Called by http.server, urllib, imaplib and io; threads of a server that ends with its program.
_.do_GET, _.log_message, _.close_connection, _.daemon_threads, _.redirect_request, _._create_socket, _.answered_at

# Set for python-docx.
_.page_height, _.page_width, _.left_margin, _.right_margin, _.bottom_margin, _.top_margin, _.italic, _.bold, _.cs_bold
_.rgb, _.space_after, _.author, _.comments, _.alignment, _.rtl
