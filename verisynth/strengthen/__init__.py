"""Finds the inputs a Python problem's tests lack, and adds them to the problem as cases."""
