"""The answers: references, hidden checks and known mistakes. Never released to students."""
