from amlwidgets.sdk.hyperdrive.config import PrimaryMetricGoal
from amlwidgets.sdk.hyperdrive.run import HyperDriveRun
