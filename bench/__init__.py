"""How fast the tool is beside what people would write instead: ``python -m bench --files 10000``."""
