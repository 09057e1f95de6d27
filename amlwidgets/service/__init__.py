"""What the views ask for, answered without a web server.

The Jupyter handlers and the widget's comm hand requests to `router.Router` and page messages to
`live.session.LiveSession`; both carriers get the same answers.
"""
