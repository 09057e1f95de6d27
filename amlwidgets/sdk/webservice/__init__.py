"""Web services and images: described and checked today, deployed by a later version."""
