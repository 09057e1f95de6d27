"""The ARM host: workspaces, computes, datastores, jobs, assets, long operations."""

import uuid
from urllib.parse import unquote

from tests.azure.double import ARM_AUDIENCE, DATA_AUDIENCE, Handler
from tests.azure.state import ACCOUNT, ENDED, GROUP, LOCATION, NAME, SUBSCRIPTION, WS, Operation, now

_WS = (
    r"(?i:/subscriptions/(?P<s>[^/]+)/resourceGroups/(?P<g>[^/]+)"
    r"/providers/Microsoft.MachineLearningServices/workspaces/(?P<w>[^/]+))"
)
_SYSTEM = {"createdAt": now(), "createdBy": "Ada", "createdByType": "User", "lastModifiedAt": now()}
VERSIONED = r"environments|data|models|components|codes"


class Arm(Handler):
    audiences = (ARM_AUDIENCE,)

    async def prepare(self) -> None:
        await super().prepare()
        if self._finished:
            return
        if "api-version" not in self.params:
            self.say(
                400,
                "MissingApiVersionParameter",
                "The api-version query parameter (?api-version=) is required for all requests.",
            )
            return
        named = {key: unquote(value or "") for key, value in self.path_kwargs.items()}
        if named.get("s", SUBSCRIPTION).lower() != SUBSCRIPTION:
            self.say(404, "SubscriptionNotFound", f"The subscription '{named['s']}' could not be found.")
        elif named.get("g", GROUP).lower() != GROUP.lower():
            self.say(404, "ResourceGroupNotFound", f"Resource group '{named['g']}' could not be found.")
        elif named.get("w", NAME).lower() != NAME.lower():
            self.say(
                404,
                "ResourceNotFound",
                f"The Resource 'Microsoft.MachineLearningServices/workspaces/{named['w']}' was not found.",
            )

    def workspace(self):
        data = self.double.data_url
        return {
            "id": WS,
            "name": NAME,
            "type": "Microsoft.MachineLearningServices/workspaces",
            "location": LOCATION,
            "tags": {},
            "etag": None,
            "kind": "Default",
            "sku": {"name": "Basic", "tier": "Basic"},
            "identity": {
                "type": "SystemAssigned",
                "principalId": str(uuid.UUID(int=1)),
                "tenantId": str(uuid.UUID(int=2)),
            },
            "properties": {
                "friendlyName": NAME,
                "description": "",
                "storageAccount": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Storage/storageAccounts/{ACCOUNT}",
                "creationTime": "2024-04-01T22:00:00.0000000Z",
                "hbiWorkspace": False,
                "provisioningState": "Succeeded",
                "discoveryUrl": f"{data}/discovery",
                "mlFlowTrackingUri": f"azureml://{data.removeprefix('http://')}/mlflow/v1.0{WS}",
                "workspaceId": "99999999-2222-3333-4444-555555555555",
                "publicNetworkAccess": "Enabled",
                "tenantId": str(uuid.UUID(int=2)),
            },
            "systemData": _SYSTEM,
        }

    def operation(self, then):
        made = Operation(self.state.operation_polls, then)
        self.state.operations[made.name] = made
        root = f"{self.double.arm_url}/subscriptions/{SUBSCRIPTION}/providers/Microsoft.MachineLearningServices/locations/{LOCATION}"
        version = f"api-version={self.params['api-version']}"
        return {
            "Azure_AsyncOperation": f"{root}/mfeOperationsStatus/{made.name}?{version}",
            "Location": f"{root}/mfeOperationResults/{made.name}?{version}",
            "Retry_After": self.double.retry_after,
        }

    def missing(self, kind, name):
        self.say(404, "ResourceNotFound", f"The {kind} '{name}' was not found in workspace '{NAME}'.")


class Workspace(Arm):
    def get(self, **_):
        self.answer(self.workspace())


class Workspaces(Arm):
    def get(self, **_):
        self.listed([self.workspace()])


class VmSizes(Arm):
    def get(self, **_):
        sizes = [("STANDARD_DS3_V2", 4, 0, 14.0), ("STANDARD_NC6S_V3", 6, 1, 112.0)]
        self.answer(
            {
                "value": [
                    {
                        "name": name,
                        "family": "standardFamily",
                        "vCPUs": cpus,
                        "gpus": gpus,
                        "osVhdSizeMB": 1047552,
                        "maxResourceVolumeMB": 28672,
                        "memoryGB": memory,
                        "lowPriorityCapable": True,
                        "premiumIO": False,
                        "supportedComputeTypes": ["AmlCompute"],
                    }
                    for name, cpus, gpus, memory in sizes
                ]
            }
        )


class OperationStatus(Arm):
    def get(self, name, **_):
        found = self.state.operations[name]
        if found.status == "InProgress" and found.polls <= 0:
            found.status = "Succeeded"
            found.then()
        found.polls -= 1
        body = {"id": self.request.path, "name": name, "status": found.status, "startTime": now()}
        if found.error is not None:
            body["error"] = found.error
        headers = {"Retry_After": self.double.retry_after} if found.status == "InProgress" else {}
        self.answer(body, 200, **headers)


class OperationResult(Arm):
    def get(self, name, **_):
        done = self.state.operations[name].status != "InProgress"
        self.answer(None, 204 if done else 202)


class Computes(Arm):
    def face(self, name):
        held = self.state.computes[name]
        properties = held["properties"]
        inner = dict(properties.get("properties") or {})
        if properties["computeType"] == "AmlCompute" and properties["provisioningState"] == "Succeeded":
            nodes = self.state.nodes.get(name, [])
            counts = {
                f"{state}NodeCount": sum(n["nodeState"] == state for n in nodes)
                for state in ("preparing", "running", "idle", "unusable", "leaving", "preempted")
            }
            inner |= {
                "allocationState": "Steady",
                "allocationStateTransitionTime": properties["modifiedOn"],
                "errors": None,
                "currentNodeCount": len(nodes),
                "targetNodeCount": len(nodes),
                "nodeStateCounts": counts,
            }
        return {
            "id": f"{WS}/computes/{name}",
            "name": name,
            "type": "Microsoft.MachineLearningServices/workspaces/computes",
            "location": held.get("location") or LOCATION,
            "tags": held.get("tags"),
            "properties": {**properties, "properties": inner},
        }

    def get(self, **_):
        self.listed([self.face(name) for name in sorted(self.state.computes)])


class Compute(Computes):
    def get(self, name, **_):
        if name not in self.state.computes:
            self.missing("compute", name)
        else:
            self.answer(self.face(name))

    def put(self, name, **_):
        body = self.json()
        if body.get("properties", {}).get("computeType") is None:
            self.say(400, "UserError", "The computeType field is required.")
            return
        known = name in self.state.computes
        times = {"createdOn": now(), "modifiedOn": now()}
        self.state.computes[name] = {
            "location": body.get("location"),
            "tags": body.get("tags"),
            "properties": {**body["properties"], **times, "provisioningState": "Creating"},
        }
        if body["properties"]["computeType"] == "ComputeInstance":
            self.state.computes[name]["properties"]["properties"]["state"] = "Running"
        self.state.nodes.setdefault(name, [])
        headers = self.operation(lambda: self._created(name))
        del headers["Location"]
        self.answer(self.face(name), 200 if known else 201, **headers)

    def _created(self, name):
        if name in self.state.computes:
            self.state.computes[name]["properties"]["provisioningState"] = "Succeeded"

    def patch(self, name, **_):
        if name not in self.state.computes:
            self.missing("compute", name)
            return
        inner = (self.json().get("properties") or {}).get("properties") or {}
        self.state.computes[name]["properties"]["properties"].update(inner)
        self.answer(self.face(name))

    def delete(self, name, **_):
        if "underlyingResourceAction" not in self.params:
            self.say(400, "UserError", "The underlyingResourceAction query parameter is required.")
            return
        if name not in self.state.computes:
            self.answer(None, 204)
            return
        self.state.computes[name]["properties"]["provisioningState"] = "Deleting"
        self.answer(None, 202, **self.operation(lambda: self.state.computes.pop(name, None)))


class Nodes(Arm):
    def post(self, name, **_):
        if name not in self.state.computes:
            self.missing("compute", name)
        else:
            self.listed(self.state.nodes[name], "nodes")


class ComputeAction(Arm):
    def post(self, name, **_):
        if self.state.computes.get(name, {}).get("properties", {}).get("computeType") != "ComputeInstance":
            self.say(409, "Conflict", "Only a compute instance can be started, stopped and restarted.")
        else:
            state = "Stopped" if self.request.path.partition("?")[0].endswith("/stop") else "Running"
            self.state.computes[name]["properties"]["properties"]["state"] = state
            self.answer(None, 202, **self.operation(lambda: None))


class ComputeKeys(Arm):
    """What was PUT as secret; Azure's own answers to GET leave it out."""

    def post(self, name, **_):
        if name not in self.state.computes:
            self.missing("compute", name)
            return
        properties = self.state.computes[name]["properties"]
        account = (properties.get("properties") or {}).get("administratorAccount")
        self.answer({"computeType": properties["computeType"], "administratorAccount": account})


class Datastores(Arm):
    def face(self, name):
        return {
            "id": f"{WS}/datastores/{name}",
            "name": name,
            "type": "Microsoft.MachineLearningServices/workspaces/datastores",
            "properties": self.state.datastores[name],
            "systemData": _SYSTEM,
        }

    def get(self, **_):
        params, names = self.params, sorted(self.state.datastores)
        if params.get("isDefault", "").lower() == "true":
            names = [name for name in names if self.state.datastores[name]["isDefault"]]
        self.listed([self.face(name) for name in names])


class Datastore(Datastores):
    def get(self, name, **_):
        if name not in self.state.datastores:
            self.missing("datastore", name)
        else:
            self.answer(self.face(name))

    def put(self, name, **_):
        known, properties = name in self.state.datastores, self.json()["properties"]
        kind = (properties.get("credentials") or {}).get("credentialsType")
        if properties.get("datastoreType") not in ("AzureBlob", "AzureFile", "AzureDataLakeGen2", "OneLake"):
            self.say(
                400, "ValidationError", f"datastoreType '{properties.get('datastoreType')}' is not supported."
            )
            return
        if kind is None:
            self.say(400, "ValidationError", "Missing credentials.")
            return
        if properties.get("isDefault"):
            for other in self.state.datastores.values():
                other["isDefault"] = False
        credentials = dict(properties["credentials"])
        self.state.datastore_secrets[name] = credentials.pop("secrets", None)
        if kind != "None" and not self.state.datastore_secrets[name]:
            self.say(400, "ValidationError", "Missing secrets.")
            return
        self.state.datastores[name] = {"isDefault": False, "tags": {}, **properties, "credentials": credentials}
        self.answer(self.face(name), 200 if known else 201)

    def delete(self, name, **_):
        if self.state.datastores.get(name, {}).get("isDefault"):
            self.say(400, "UserError", "The default datastore cannot be deleted.")
            return
        self.answer(None, 200 if self.state.datastores.pop(name, None) else 204)


class Secrets(Arm):
    def post(self, name, **_):
        store = self.state.datastores.get(name)
        if store is None:
            self.missing("datastore", name)
        elif store["credentials"]["credentialsType"] == "None":
            self.say(400, "UserError", "The datastore has no secrets.")
        elif self.json().get("expirableSecret"):
            container = store.get("containerName") or store.get("fileShareName")
            self.answer({"secretsType": "Sas", "sasToken": self.state.sas(container, "racwdl")})
        elif self.state.datastore_secrets.get(name):
            self.answer(self.state.datastore_secrets[name])
        else:
            self.answer({"secretsType": "AccountKey", "key": "QUNDT1VOVEtFWVNFQ1JFVA=="})


class Jobs(Arm):
    def face(self, job):
        properties = {
            "description": None,
            "properties": {},
            "services": None,
            "computeId": None,
            "isArchived": False,
            "identity": None,
            "componentId": None,
            "inputs": {},
            "outputs": {
                "default": {
                    "jobOutputType": "uri_folder",
                    "uri": f"azureml://datastores/workspaceartifactstore/{job.prefix}",
                }
            },
            **job.properties,
            "tags": job.tags,
            "displayName": job.display_name,
            "experimentName": job.experiment,
            "status": job.status,
            "parameters": job.params,
        }
        properties["services"] = {
            "Tracking": {
                "jobServiceType": "Tracking",
                "endpoint": self.workspace()["properties"]["mlFlowTrackingUri"],
            },
            "Studio": {"jobServiceType": "Studio", "endpoint": f"https://ml.azure.com/runs/{job.name}?wsid={WS}"},
        }
        return {
            "id": f"{WS}/jobs/{job.name}",
            "name": job.name,
            "type": "Microsoft.MachineLearningServices/workspaces/jobs",
            "properties": properties,
            "systemData": {**_SYSTEM, "createdAt": job.created},
        }

    def get(self, **_):
        params = self.params
        jobs = [job for job in self.state.jobs.values() if not job.deleted]
        view = params.get("listViewType", "ActiveOnly")
        if view != "All":
            jobs = [job for job in jobs if bool(job.properties.get("isArchived")) == (view == "ArchivedOnly")]
        if "jobType" in params:
            jobs = [job for job in jobs if job.properties["jobType"] == params["jobType"]]
        if "tag" in params:
            key, _, value = params["tag"].partition("=")
            jobs = [job for job in jobs if key in job.tags and value in ("", job.tags[key])]
        self.listed([self.face(job) for job in sorted(jobs, key=lambda job: -job.number)])


class JobHandler(Jobs):
    def get(self, name, **_):
        job = self.state.jobs.get(name)
        if job is None or job.deleted:
            self.missing("job", name)
            return
        self.double.look(job)
        self.answer(self.face(job))

    def put(self, name, **_):
        properties, job = self.json()["properties"], self.state.jobs.get(name)
        if job is not None:
            for key in ("description", "displayName", "isArchived", "properties"):
                if key in properties:
                    job.properties[key] = properties[key]
            job.tags = {**(properties.get("tags") or {})}
            self.answer(self.face(job), 200)
            return
        if properties.get("jobType") == "Command":
            for key in ("command", "environmentId"):
                if not properties.get(key):
                    self.say(400, "ValidationError", f"The {key} field is required.")
                    return
            compute = (properties.get("computeId") or "").rsplit("/", 1)[-1]
            if compute not in (*self.state.computes, "serverless", ""):
                self.say(400, "UserError", f"Unknown compute target '{compute}'.")
                return
        made = self.state.add_job(name, **properties)
        made.status = "Starting"
        self.answer(self.face(made), 201, Location=f"{self.double.arm_url}{WS}/jobs/{name}")

    def delete(self, name, **_):
        job = self.state.jobs.get(name)
        if job is None or job.deleted:
            self.answer(None, 204)
            return
        if job.status not in ENDED:
            self.say(409, "Conflict", f"The job is {job.status}.")
            return

        def gone():
            job.deleted = True

        self.answer(None, 202, **self.operation(gone))


class Cancel(Arm):
    def post(self, name, **_):
        job = self.state.jobs.get(name)
        if job is None:
            self.missing("job", name)
            return
        if job.status in ENDED:
            self.say(400, "UserError", f"Job {name} is in terminal state {job.status}.")
            return
        job.status = "CancelRequested"
        self.answer(
            None, 202, Location=f"{self.double.arm_url}{WS}/jobs/{name}?api-version={self.params['api-version']}"
        )


class Assets(Arm):
    def face(self, kind, name, version):
        held = self.state.assets[(kind, name, version)]
        return {
            "id": f"{WS}/{kind}/{name}/versions/{version}",
            "name": version,
            "type": f"Microsoft.MachineLearningServices/workspaces/{kind}/versions",
            "properties": held,
            "systemData": _SYSTEM,
        }


class Containers(Assets):
    def container(self, kind, name):
        versions = [version for known, of, version in self.state.assets if (known, of) == (kind, name)]
        return {
            "id": f"{WS}/{kind}/{name}",
            "name": name,
            "type": f"Microsoft.MachineLearningServices/workspaces/{kind}",
            "properties": {
                "description": None,
                "tags": {},
                "properties": {},
                "isArchived": False,
                "latestVersion": versions[-1],
                "nextVersion": None,
            },
            "systemData": _SYSTEM,
        }

    def get(self, kind, name=None, **_):
        names = dict.fromkeys(of for known, of, _ in self.state.assets if known == kind.lower())
        if name is None:
            self.listed([self.container(kind.lower(), of) for of in names])
        elif name in names:
            self.answer(self.container(kind.lower(), name))
        else:
            self.missing(kind, name)


class Versions(Assets):
    def get(self, kind, name, **_):
        found = [version for known, of, version in self.state.assets if (known, of) == (kind.lower(), name)]
        wanted = self.params.get("hash")
        if wanted is not None:
            found = [
                v
                for v in found
                if (self.state.assets[(kind, name, v)].get("properties") or {}).get("hash_sha256") == wanted
            ]
        self.listed([self.face(kind.lower(), name, version) for version in reversed(found)])


class Version(Assets):
    def get(self, kind, name, version, **_):
        if (kind.lower(), name, version) not in self.state.assets:
            self.missing(kind, f"{name}:{version}")
        else:
            self.answer(self.face(kind.lower(), name, version))

    def put(self, kind, name, version, **_):
        known = (kind.lower(), name, version) in self.state.assets
        self.state.assets[(kind.lower(), name, version)] = self.json()["properties"]
        self.answer(self.face(kind.lower(), name, version), 200 if known else 201)

    def delete(self, kind, name, version, **_):
        self.answer(None, 200 if self.state.assets.pop((kind.lower(), name, version), None) else 204)


class PendingUpload(Arm):
    def post(self, name, version, **_):
        container = f"upload-{uuid.uuid4()}"
        blob = f"{self.double.blob_url}/{ACCOUNT}/{container}"
        self.answer(
            {
                "pendingUploadId": str(uuid.uuid4()),
                "pendingUploadType": "TemporaryBlobReference",
                "blobReferenceForConsumption": {
                    "blobUri": blob,
                    "storageAccountArmId": self.workspace()["properties"]["storageAccount"],
                    "credential": {
                        "credentialType": "SAS",
                        "sasUri": f"{blob}?{self.state.sas(container, 'rwlc')}",
                    },
                },
            }
        )


class Schedules(Arm):
    def get(self, **_):
        self.listed(
            [{"id": f"{WS}/schedules/{n}", "name": n, "properties": p} for n, p in self.state.schedules.items()]
        )


class Endpoints(Arm):
    def get(self, **_):
        self.listed([])


class Clouds(Handler):
    """What ARM_CLOUD_METADATA_URL asks for."""

    def admitted(self):
        return True

    def get(self):
        self.answer(
            [
                {
                    "name": "Double",
                    "portal": "https://portal.azure.com",
                    "resourceManager": self.double.arm_url,
                    "authentication": {
                        "loginEndpoint": self.double.login_url,
                        "audiences": [ARM_AUDIENCE, DATA_AUDIENCE],
                        "tenant": "common",
                    },
                    "suffixes": {"storage": self.double.blob_url.removeprefix("http://")},
                }
            ]
        )


def routes():
    rg = r"(?i:/subscriptions/(?P<s>[^/]+)/resourceGroups/(?P<g>[^/]+)/providers/Microsoft.MachineLearningServices/workspaces)"
    sub = r"(?i:/subscriptions/(?P<s>[^/]+)/providers/Microsoft.MachineLearningServices)"
    name = r"(?P<name>[^/]+)"
    kinds = rf"(?P<kind>{VERSIONED})"
    return [
        (r"/metadata/endpoints", Clouds),
        (_WS, Workspace),
        (rg, Workspaces),
        (sub + r"(?i:/workspaces)", Workspaces),
        (sub + r"(?i:/locations)/[^/]+(?i:/vmSizes)", VmSizes),
        (sub + r"(?i:/locations)/[^/]+/mfeOperationsStatus/" + name, OperationStatus),
        (sub + r"(?i:/locations)/[^/]+/mfeOperationResults/" + name, OperationResult),
        (_WS + "/computes", Computes),
        (_WS + "/computes/" + name, Compute),
        (_WS + "/computes/" + name + "/(?i:listNodes)", Nodes),
        (_WS + "/computes/" + name + "/(?:start|stop|restart)", ComputeAction),
        (_WS + "/computes/" + name + "/(?i:listKeys)", ComputeKeys),
        (_WS + "/datastores", Datastores),
        (_WS + "/datastores/" + name, Datastore),
        (_WS + "/datastores/" + name + "/(?i:listSecrets)", Secrets),
        (_WS + "/jobs", Jobs),
        (_WS + "/jobs/" + name, JobHandler),
        (_WS + "/jobs/" + name + "/cancel", Cancel),
        (_WS + f"/{kinds}", Containers),
        (_WS + f"/{kinds}/{name}", Containers),
        (_WS + f"/{kinds}/{name}/versions", Versions),
        (_WS + f"/{kinds}/{name}/versions/(?P<version>[^/]+)", Version),
        (_WS + rf"/{kinds}/{name}/versions/(?P<version>[^/]+)/(?i:startPendingUpload)", PendingUpload),
        (_WS + "/schedules", Schedules),
        (_WS + "/(?i:onlineEndpoints|batchEndpoints)", Endpoints),
    ]
