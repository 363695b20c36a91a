"""Makes what is generated and committed; nothing of it is installed.

``python -m tools`` writes workbooks/ (templates, control panel, the demo's files), the generated documents in docs/ and
``xltools/digests.py``. Unless a source has changed it changes no byte.
"""
