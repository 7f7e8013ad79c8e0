"""Documents: plain data in, files out; the only app that knows typst and workbooks."""
