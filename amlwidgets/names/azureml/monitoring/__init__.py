from amlwidgets.sdk.webservice.collector import ModelDataCollector
