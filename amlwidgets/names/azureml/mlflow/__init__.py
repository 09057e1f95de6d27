from amlwidgets.sdk.display import run_page as get_portal_url
