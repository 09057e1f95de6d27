"""The live socket without a socket: page messages in, server messages out, woken by change.

`hub.Hub` is one for each event loop: it watches files for everybody and keeps what views of the same run share.
`session.LiveSession` is one for each page.
"""
