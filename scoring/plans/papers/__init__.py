"""From a plan's document to what is on the page: sections of tables, lists and paragraphs.

Whatever prints them (PDF, DOCX) decides how they look and nothing about what they say.
"""
