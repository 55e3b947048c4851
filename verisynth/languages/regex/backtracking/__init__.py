"""Finds strings on which a backtracking matcher may take far longer than their length warrants.

From the pattern's tree to attacks, without running anything: ``alphabet`` chooses characters,
``positions`` and ``automaton`` say how the matcher may move over them, ``ambiguity`` finds words
it can read in more and more ways, ``attacks`` makes strings of them. All of it proposes; what a
string really costs is only known once it was run (``verifiers/regex_backtracking.py``).
"""
