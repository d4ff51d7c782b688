"""Knows what the files of 国土数値情報 share. Knows no single data set."""
