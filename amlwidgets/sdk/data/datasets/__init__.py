"""Datasets: what data is, without the data; read when it is used."""
