"""The only place that joins the rooms: faces call ``commands``, or ``check``, which needs less and starts sooner."""
