"""Calibration rounds, clearance and drift: tables to pages."""
