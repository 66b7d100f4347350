"""Everything of the program that needs torch and transformers at run time."""
