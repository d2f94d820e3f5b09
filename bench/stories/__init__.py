"""Copies and stories: how well they are found, and what that costs."""
