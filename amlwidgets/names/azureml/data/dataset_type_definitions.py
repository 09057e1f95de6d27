from amlwidgets.sdk.data.datasets.definitions import (
    FileEncoding,
    HistogramCompareMethod,
    PromoteHeadersBehavior,
    SkipLinesBehavior,
)
