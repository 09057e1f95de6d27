"""The workspace's runs as an MLflow tracking server: same runs, same metrics, same files, MLflow's words.

`routes.ROUTES` hangs below `/mlflow/v2.0{workspace}` (and v1.0), where Azure ML has them. MLflow's REST reference:
https://mlflow.org/docs/latest/rest-api.html
"""
