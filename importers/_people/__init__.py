"""Knows what tables of people share: ages, hidden figures, towns, meshes. Knows no single format."""
