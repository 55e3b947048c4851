"""Where problems come from: the offline procedural teacher, and models behind an OpenAI-style API.

A teacher proposes and is believed nothing. What it says is stored before it is read.
"""
