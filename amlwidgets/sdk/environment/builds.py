"""Building an environment ahead of its first run, and where it lies."""

import os
import threading
from typing import Any, Dict, List, Mapping, Optional, Tuple

from amlwidgets.backend.base import Backend
from amlwidgets.resources.errors import EnvironmentBuildException


class DockerImageDetails(Dict[str, Any]):
    """Where an environment is, in v1's words; `interpreter_path` is its Python on this machine."""

    @property
    def dockerfile(self) -> Optional[str]:
        """The Dockerfile's text, of one that has any."""
        return self.get("dockerfile")

    @property
    def environment_path(self) -> Optional[str]:
        """The folder it is in."""
        return self.get("environmentPath")

    @property
    def image(self) -> Optional[str]:
        """The image's name, as recorded."""
        return self.get("image")

    @property
    def image_exist(self) -> bool:
        """Whether it is built."""
        return bool(self.get("imageExist"))

    @property
    def interpreter_path(self) -> Optional[str]:
        """Its Python."""
        return self.get("interpreterPath")

    @property
    def registry(self) -> Any:
        """Where the image would come from."""
        return self.get("registry")

    @property
    def repository(self) -> Optional[str]:
        """The name below which it is kept."""
        return self.get("repository")


class ImageBuildDetails:
    """A build in the background of this process."""

    def __init__(self, environment_client: Any = None, location: Any = None) -> None:
        self.location = location
        self._lines: List[str] = []
        self._changed = threading.Condition()
        self._status = "Building"
        self._problem: Optional[Exception] = None

    @property
    def status(self) -> str:
        """`Building`, `Succeeded` or `Failed`."""
        return self._status

    def get_log(self) -> str:
        """What was done so far."""
        with self._changed:
            return "".join(f"{line}\n" for line in self._lines)

    def wait_for_completion(self, show_output: bool = True) -> "ImageBuildDetails":
        """Wait until it is built, printing what is done. Raises EnvironmentBuildException when it cannot be."""
        shown, over = 0, False
        while not over:
            lines, over = self._news(shown)
            shown += len(lines)
            for line in lines if show_output else ():
                print(line)
        if show_output:
            print(f"Image build completed. Status: {self._status}")
        if self._problem is not None:
            raise self._problem
        return self

    def _news(self, shown: int) -> Tuple[List[str], bool]:
        """The lines after the first `shown`, waited for, and whether it is over with them."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._lines) > shown or self._status != "Building")
            return self._lines[shown:], self._status != "Building"

    def say(self, line: str) -> None:
        """A line of the log."""
        with self._changed:
            self._lines.append(line)
            self._changed.notify_all()

    def end(self, problem: Optional[Exception]) -> None:
        """It is over."""
        with self._changed:
            self._problem = problem
            self._status = "Failed" if problem else "Succeeded"
            self._changed.notify_all()


def begin(backend: Backend, environment: Mapping[str, Any]) -> ImageBuildDetails:
    """Build in a thread. Raises EnvironmentBuildException for one that cannot be built as it is described."""
    from amlwidgets.engine.environments.build import build
    from amlwidgets.engine.environments.plan import plan
    from amlwidgets.engine.environments.uv import Uv

    wanted, root = plan(environment), _root(backend)
    details = ImageBuildDetails(location=root)
    for note in wanted.notes:
        details.say(f"! {note}")

    def perform() -> None:
        problem: Optional[Exception] = None
        try:
            if wanted.is_built:
                details.say(f"Built: {build(root, wanted, Uv(details.say)).interpreter}")
            else:
                details.say("Nothing is to be built: runs use the interpreter of the workspace")
        except Exception as caught:
            problem = caught
        details.end(problem)

    threading.Thread(target=perform, daemon=True).start()
    return details


def image_details(backend: Backend, environment: Mapping[str, Any]) -> DockerImageDetails:
    """Where it lies, there or not."""
    import sys

    from amlwidgets.engine.environments.places import Place
    from amlwidgets.engine.environments.plan import plan

    wanted, root = plan(environment), _root(backend)
    place = Place(root, wanted.key())
    docker = environment.get("docker") or {}
    return DockerImageDetails(
        image=docker.get("baseImage"),
        dockerfile=docker.get("baseDockerfile"),
        registry=docker.get("baseImageRegistry"),
        repository=f"environments/{os.path.basename(place.root)}" if wanted.is_built else None,
        imageExist=not wanted.is_built or place.find() is not None,
        environmentPath=place.venv if wanted.is_built else None,
        interpreterPath=place.interpreter if wanted.is_built else wanted.interpreter or sys.executable,
    )


def _root(backend: Backend) -> str:
    from amlwidgets.engine.environments.places import environments_folder
    from amlwidgets.store.layout import Layout

    folder = backend.workspace.folder
    if not folder:
        raise EnvironmentBuildException(
            "The workspace is not on this machine: its environments are built where its runs are.",
            remedy="Submit a run; its Preparing phase builds the environment.",
        )
    return environments_folder(Layout(folder))
