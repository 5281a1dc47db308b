"""Raw exports of other programs and services, read as evidence."""
