"""Log lines as JSON from a closed list of fields, so that no name, text or address of a person gets into a log."""

import json
import logging
import traceback
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """One JSON object a line; line breaks in it are escaped, so a text cannot forge a second entry."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line; of an exception only its type and the places in the code, never its text."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            # The arguments may carry what people typed: the sentence is logged without them.
            "event": str(record.msg),
        }
        for field in ("status_code", "error_id"):
            if hasattr(record, field):
                line[field] = getattr(record, field)
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__qualname__
            line["places"] = [
                f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=True)
