"""A fake of Stripe for development: real HTTP, signatures, hosted pages, time under control.

It imitates API version 2026-10-28.endive as far as subscriptions go, listens on loopback only, and
refuses live keys and production. It knows nothing of the product that uses it.
"""
