"""The only place that joins the rooms: ``commands`` (and ``check``) is what faces call.

Nothing is imported here, so that a check does not wait for what only a workspace needs.
"""
