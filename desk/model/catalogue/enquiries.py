"""The general enquiry 綜合諮詢: the item of who does not know which item they need; a person finds it with them."""

SKILL = "enquiry"
"""The skill of its line: any clerk may serve it. An installation without an item of this skill offers no such turn."""
LONGEST_WISH = 200
"""Characters of what somebody wants, in their own words."""
