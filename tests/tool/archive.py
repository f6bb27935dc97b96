# Tests the program `callview` on archives. Usage: archive.py PROGRAM [TEST...], with the test names of unittest.
# The environment variable CALLVIEW_TEST_EVENTS sets the number of random events to compare (default 600).
import base64
import datetime
import csv
import gzip
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PROGRAM = None
SANITIZED = bool(os.environ.get("CALLVIEW_TEST_SANITIZED"))
FINDING = re.compile(r"^(.*):(\d+):(\d+): ([a-z_0-9]+): (.+)$")
COMPLETE = "com.twilio.voice.insights.call-summary.complete"


def event(i, form="string", kind=COMPLETE, **fields):
    document = {"call_sid": f"CA{i}", "duration": i, **fields}
    data = json.dumps(document) if form == "string" else document
    return {"specversion": "1.0", "type": kind, "source": "/s", "id": f"E{i}", "data": data}


def line(i, **more):
    return json.dumps(event(i, **more)) + "\n"


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="callview-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def file(self, content, name="archive"):
        with open(self.path(name), "wb") as out:
            out.write(content.encode() if isinstance(content, str) else content)
        return self.path(name)

    def run_program(self, *arguments, stdin=b"", timeout=120):
        done = subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, timeout=timeout)
        self.assertGreaterEqual(done.returncode, 0, "the program crashed: " + done.stderr.decode())
        return done

    def ids(self, *arguments, code=0, **options):
        done = self.run_program("csv", "--columns", "event.id", *arguments, **options)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        rows = done.stdout.decode().split("\n")
        self.assertEqual(rows[0], "event.id")
        self.assertEqual(rows[-1], "")
        return rows[1:-1]

    def findings(self, *arguments, **options):
        done = self.run_program("check", *arguments, **options)
        found = [FINDING.match(text) for text in done.stdout.decode().splitlines()]
        self.assertNotIn(None, found, done.stdout.decode())
        return done.returncode, [(int(m[2]), int(m[3]), m[4]) for m in found]


class Forms(Case):
    """Tests that all events are found, in every format of an archive."""

    def check(self, text, expected, **options):
        self.assertEqual(self.ids(self.file(text), **options), [f"E{i}" for i in expected])

    def test_lines(self):
        self.check(line(1) + line(2), [1, 2])

    def test_line_ends(self):
        for end in ("\r\n", "\n\n\n", "\n \t \n"):
            self.check(json.dumps(event(1)) + end + json.dumps(event(2)) + end, [1, 2])

    def test_no_final_newline(self):
        self.check(line(1) + json.dumps(event(2)), [1, 2])

    def test_byte_order_mark(self):
        self.check("\ufeff" + line(1) + line(2), [1, 2])

    def test_arrays_on_lines(self):
        self.check(json.dumps([event(1), event(2)]) + "\n[]\n" + json.dumps([event(3)]), [1, 2, 3])

    def test_pretty_printed(self):
        for indent in (0, 1, 4, "\t"):
            for form in ("string", "object"):
                text = json.dumps(event(1, form), indent=indent) + "\n" + json.dumps([event(2, form)], indent=indent)
                self.check(text, [1, 2])

    def test_one_behind_the_other(self):
        self.check(json.dumps(event(1)) + json.dumps([event(2)]) + " " + json.dumps(event(3)), [1, 2, 3])

    def test_array_with_elements_on_lines(self):
        self.check("[\n" + ",\n".join(json.dumps(event(i)) for i in range(9)) + "\n]\n", range(9))
        self.check("[" + "\n,".join(json.dumps(event(i)) for i in range(9)) + "]", range(9))

    def test_kinesis(self):
        def record(i):
            data = base64.b64encode(json.dumps(event(i)).encode()).decode()
            return json.dumps({"SequenceNumber": "1", "Data": data, "PartitionKey": "k"}) + "\n"

        self.check(record(1) + line(2) + record(3), [1, 2, 3])

    def test_kinesis_with_escapes(self):
        # Some JSON libraries escape slashes, plus signs and equals signs.
        for size in range(9):
            text = json.dumps(event(1, filler="??~>" * 5 + "x" * size))
            data = base64.b64encode(text.encode()).decode()
            self.assertTrue("/" in data or "+" in data)
            for one in (data, data.rstrip("=")):
                self.check('{"Data":"%s"}' % one.replace("/", "\\/"), [1])
                self.check('{"Data":"%s"}' % one.replace("+", "\\u002B").replace("=", "\\u003d"), [1])

    def test_records_that_kinesis_answers(self):
        # As `aws kinesis get-records --query 'Records[]'` prints them.
        records = [{"SequenceNumber": str(i), "ApproximateArrivalTimestamp": 1.5, "PartitionKey": "k",
                    "Data": base64.b64encode(json.dumps(event(i)).encode()).decode()} for i in range(3)]
        self.check(json.dumps(records, indent=4), [0, 1, 2])

    def test_all_mixed(self):
        text = line(1) + json.dumps(event(2), indent=2) + json.dumps([event(3), event(4)]) + "\n\n" + line(5)
        self.check(text, [1, 2, 3, 4, 5])

    def test_standard_input(self):
        self.assertEqual(self.ids(stdin=line(1).encode()), ["E1"])
        self.assertEqual(self.ids("-", self.file(line(2)), stdin=line(1).encode()), ["E1", "E2"])

    def test_nothing(self):
        self.check("", [])
        self.check(" \n", [])


class Broken(Case):
    """Tests that each broken record is reported once, at its place, and does not affect others."""

    RECORDS = {
        "truncated in a string": '{"specversion":"1.0","id":"tr',
        "truncated after a colon": '{"a":',
        "truncated after a bracket": '{"a":[',
        "truncated after a value": '{"a":{"b":1}',
        "truncated after a comma": '{"a":1,',
        "text": "garbage",
        "a number": "5",
        "a string": '"str"',
        "a closing bracket": "}",
        "no comma": '{"a" "b"}',
        "not an event": '{"specversion":"1.0"}',
        "wrong bracket": '{"a":[1}]',
        "a tab in a string": '{"a":"\t"}',
        "control characters": "\x00\x01",
    }

    def test_between_lines(self):
        for name, record in self.RECORDS.items():
            with self.subTest(name):
                path = self.file(line(1) + record + "\n" + line(2) + line(3))
                self.assertEqual(self.ids(path, code=1), ["E1", "E2", "E3"])
                code, found = self.findings(path)
                self.assertEqual(code, 1)
                self.assertEqual([f[0] for f in found], [2], found)
                begin = len(line(1))
                self.assertTrue(begin <= found[0][1] <= begin + len(record), found)

    def test_between_pretty_printed(self):
        for name, record in self.RECORDS.items():
            with self.subTest(name):
                good = [json.dumps(event(i), indent=2) + "\n" for i in range(3)]
                path = self.file(good[0] + record + "\n" + good[1] + good[2])
                self.assertEqual(self.ids(path, code=1), ["E0", "E1", "E2"])

    def test_in_an_array(self):
        for name, record in self.RECORDS.items():
            with self.subTest(name):
                elements = [json.dumps(event(1)), record, json.dumps(event(2)), json.dumps(event(3))]
                path = self.file("[\n" + ",\n".join(elements) + "\n]\n" + line(4))
                self.assertEqual(self.ids(path, code=1), ["E1", "E2", "E3", "E4"])

    def test_without_lines(self):
        for name, record in self.RECORDS.items():
            with self.subTest(name):
                path = self.file(json.dumps(event(1)) + record + json.dumps(event(2)) + json.dumps(event(3)))
                self.assertEqual(self.ids(path, code=1), ["E1", "E2", "E3"])

    def test_array_without_end(self):
        path = self.file("[" + json.dumps(event(1)) + "\n" + line(2))
        self.assertEqual(self.ids(path, code=1), ["E1", "E2"])
        self.assertEqual([f[0] for f in self.findings(path)[1]], [1])
        path = self.file("[1,\n[" + json.dumps(event(1)) + "]\n" + line(2))
        self.assertEqual(self.ids(path, code=1), ["E1", "E2"])

    def test_not_utf8(self):
        path = self.file(line(1).encode() + b'{"id":"\xff"}\n' + line(2).encode())
        self.assertEqual(self.ids(path, code=1), ["E1", "E2"])
        self.assertEqual(self.findings(path), (1, [(2, len(line(1)) + 7, "not_utf8")]))

    def test_broken_kinesis_data(self):
        path = self.file('{"Data":"%%%"}\n{"Data":"e30="}\n' + line(1))
        self.assertEqual(self.ids(path, code=1), ["E1"])
        self.assertEqual([f[0] for f in self.findings(path)[1]], [1, 2])
        for command in ("check", "csv", "stats", "show"):
            done = self.run_program(command, path)
            self.assertIn("invalid_string: ", (done.stdout + done.stderr).decode())
            self.assertIn("not Base64", (done.stdout + done.stderr).decode())

    def test_errors_in_kinesis_records(self):
        # Their offsets in the decoded data mean nothing to a user, so their place is that of the record.
        events = [{**event(1, "object"), "time": "soon"}, event(2, "object", call_state=5), {"id": "E3"},
                  event(4, "object", kind="com.example.other"), {**event(5), "data": "[1"}, {**event(6), "data": 5}]
        events[3]["data"] = {"a": []}
        text = "".join(line(9) + '{"Data":"%s"}\n' % base64.b64encode(json.dumps(e).encode()).decode() for e in events)
        begins = [m.start() for m in re.finditer('{"Data"', text)]
        places = [(2 * i + 2, begin) for i, begin in enumerate(begins) if i != 3]
        code, found = self.findings(self.file(text))
        self.assertEqual([f[:2] for f in found], places)
        self.assertEqual([f[2] for f in found][:3], ["invalid_timestamp", "wrong_type", "missing_attribute"])
        done = self.run_program("show", self.file(text))
        self.assertNotIn("byte", done.stderr.decode())

    def test_messages_are_for_users_of_the_program(self):
        deep = json.dumps(event(1, "object", tags=None)).replace("null", "[" * 70 + "]" * 70)
        surrogate = json.dumps(event(2, "object")).replace("CA2", "\\ud800")
        texts = [deep, json.dumps(event(3, filler="x" * 500)), surrogate, json.dumps({**event(4), "data": "[1"}), "[5]",
                 json.dumps({**event(5), "data_base64": "e30="}), json.dumps({**event(6), "time": "soon"}),
                 json.dumps(event(7, duration=1.5)), json.dumps(event(8, call_state=[])),
                 json.dumps(event(9, "object")).replace('"duration"', '"call_sid"'), '{"Data":"IA=="}']
        done = self.run_program("check", "--max-bytes", "500", self.file("\n".join(texts)))
        lines = done.stdout.decode().splitlines()
        self.assertEqual(len(lines), len(texts), lines)
        for text in lines:
            self.assertNotRegex(text, r"\w\(|limits::|decoder|accessor|the index")
        self.assertTrue(any("raise --max-bytes" in text for text in lines), lines)

    def test_no_payload_in_messages(self):
        secret = "+15550123456"
        path = self.file('{"from":"%s\n{"from":"%s"}\n%s\n' % (secret, secret, secret))
        done = self.run_program("check", path)
        self.assertNotIn(secret, (done.stdout + done.stderr).decode())

    def test_record_of_the_largest_size(self):
        size = 16 << 20
        for extra, code in ((0, 0), (1, 1)):
            text = json.dumps(event(2, form="object", filler=""))
            text = text.replace('"filler": ""', '"filler": "%s"' % ("{[" * (size // 2))[: size - len(text) + extra])
            self.assertEqual(len(text), size + extra)
            path = self.file(line(1) + text + "\n" + line(3))
            expected = ["E1", "E2", "E3"] if code == 0 else ["E1", "E3"]
            self.assertEqual(self.ids(path, code=code), expected)
        self.assertEqual(self.findings(path), (1, [(2, len(line(1)), "body_too_large")]))

    def test_check_finds_what_documents_hold(self):
        texts = [line(1, call_state=5), line(2), line(3, from_=1).replace("E3", "E3")]
        code, found = self.findings(self.file("".join(texts)))
        self.assertEqual((code, [(f[0], f[2]) for f in found]), (1, [(1, "wrong_type")]))
        code, found = self.findings("--drift", self.file(line(1, zip="x", call_state="zombie")))
        self.assertEqual((code, [f[2] for f in found]), (0, ["unknown_key", "unrecognized_value"]))


class Files(Case):
    """Tests files of all kinds."""

    def test_missing_and_directory(self):
        good = self.file(line(1))
        self.assertEqual(self.ids(self.path("missing"), good, code=2), ["E1"])
        self.assertEqual(self.ids(good, self.folder, code=2), ["E1"])

    def test_fifo(self):
        fifo = self.path("fifo")
        os.mkfifo(fifo)

        def write():
            with open(fifo, "w") as out:
                out.write(line(1) + line(2))

        writer = threading.Thread(target=write)
        writer.start()
        self.assertEqual(self.ids(fifo), ["E1", "E2"])
        writer.join()

    def test_gzip(self):
        text = "".join(line(i) for i in range(500))
        whole = gzip.compress(text.encode())
        expected = [f"E{i}" for i in range(500)]
        self.assertEqual(self.ids(self.file(whole)), expected)
        self.assertEqual(self.ids(stdin=whole), expected)
        members = b"".join(gzip.compress(line(i).encode()) for i in range(500))
        self.assertEqual(self.ids(self.file(members)), expected)
        self.assertEqual(self.ids(self.file(members + bytes(100))), expected)  # padded with zeros

    def check_damaged(self, whole, truncated, corrupt):
        for cut in (len(whole) - 1, len(whole) - 5, len(whole) // 2):
            path = self.file(whole[:cut])
            rows = self.ids(path, code=1)
            self.assertEqual(rows, [f"E{i}" for i in range(len(rows))])
            self.assertGreater(len(rows), 0)
            self.assertIn(truncated, [f[2] for f in self.findings(path)[1]])
        damaged = bytearray(whole)
        for at in range(len(whole) // 2, len(whole) // 2 + 40):
            damaged[at] ^= 0x5A
        path = self.file(damaged)
        done = self.run_program("check", path)
        self.assertEqual(done.returncode, 1)
        self.assertIn(corrupt, done.stdout.decode())

    def test_damaged_gzip(self):
        text = "".join(line(i, carrier=random.Random(i).random()) for i in range(20000))
        self.check_damaged(gzip.compress(text.encode()), "truncated_gzip", "corrupt_gzip")
        text = gzip.compress(line(1).encode()) + b"rubbish after it"
        self.assertEqual(self.ids(self.file(text), code=1), ["E1"])

    @unittest.skipUnless(shutil.which("zstd"), "needs the program zstd")
    def test_zstd(self):
        def compress(text):
            return subprocess.run(["zstd", "-q", "-c"], input=text.encode(), capture_output=True, check=True).stdout

        text = "".join(line(i, carrier=random.Random(i).random()) for i in range(20000))
        whole = compress(text)
        self.assertEqual(self.ids(self.file(whole)), [f"E{i}" for i in range(20000)])
        self.assertEqual(self.ids(self.file(compress(line(1)) + compress(line(2)))), ["E1", "E2"])
        self.check_damaged(whole, "truncated_zstd", "corrupt_zstd")

    def test_full_disk(self):
        path = self.file(line(1))
        for arguments in (["csv", path], ["check", "--drift", self.file(line(1, zip=1), "drift")], ["stats", path],
                          ["show", path], ["columns"], ["generate"]):
            with open("/dev/full", "w") as full:
                done = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, timeout=60)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn("cannot write to standard output: No space left on device", done.stderr.decode(), arguments)

    def test_a_file_that_shrinks(self):
        path = self.file("".join(line(i) for i in range(100000)))
        program = subprocess.Popen(
            [PROGRAM, "csv", "--columns", "event.id", "--threads", "1", "--chunk-bytes", "100", path],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        rows = [program.stdout.readline() for _ in range(3)]
        os.truncate(path, os.path.getsize(path) // 2)
        rows += program.stdout.read().splitlines(keepends=True)
        program.stdout.close()
        self.assertIn(program.wait(timeout=60), (0, 1))
        self.assertEqual(rows[:3], [b"event.id\n", b"E0\n", b"E1\n"])
        self.assertTrue(all(re.fullmatch(rb"E\d+\n", row) for row in rows[1:]))


class Columns(Case):
    """Compares rows with values that Python reads from the JSON."""

    @staticmethod
    def all_columns(kind):
        done = subprocess.run([PROGRAM, "columns", kind], capture_output=True, text=True, check=True)
        rows = [text.split("\t") for text in done.stdout.splitlines()]
        return [(row[0], row[1], row[2:3] == ["personal"]) for row in rows]

    ENVELOPE = {"event.id": "id", "event.source": "source", "event.type": "type", "event.time": "time"}

    @staticmethod
    def iso(text):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", text):
            return text
        moment = datetime.datetime.fromisoformat(re.sub(r"(\.\d{1,6})\d*", r"\1", text).upper())
        moment = moment.astimezone(datetime.timezone.utc)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (moment.microsecond // 1000)

    def value_of(self, envelope, document, path, kind):
        """Returns the value of a column, or None if it is absent, null or unusable."""
        if path in self.ENVELOPE:
            value = envelope.get(self.ENVELOPE[path])
            return self.iso(value) if path == "event.time" and value else value
        if path == "event.schema_version":
            return int(envelope["dataschema"].rsplit("/", 1)[1])
        if path == "event.data_form":
            return "string" if isinstance(envelope["data"], str) else "object"
        value = document
        for key in path.split("."):
            if not isinstance(value, dict):
                return None
            value = value.get(key)
        if kind in ("string", "enumeration"):
            return value if isinstance(value, str) else None
        if kind == "time":
            return self.iso(value) if isinstance(value, str) else None
        if kind in ("integer", "seconds", "milliseconds"):
            if isinstance(value, str) and value.isdigit():
                return int(value)
            return value if type(value) is int else None
        if kind == "number":
            return float(value) if type(value) in (int, float) else None
        if kind == "boolean":
            return value if isinstance(value, bool) else None
        return value if isinstance(value, (dict, list)) else None

    def check_archive(self, text, kind):
        columns = self.all_columns(kind)
        path = self.file(text)
        done = self.run_program("csv", "--type", kind, "--threads", "2", "--chunk-bytes", "20000", path)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertNotIn(b"\r\n", done.stdout)
        csv.field_size_limit(1 << 30)
        rows = list(csv.reader(io.StringIO(done.stdout.decode(), newline="")))
        self.assertEqual(rows[0], [name for name, _, _ in columns])
        done = self.run_program("ndjson", "--type", kind, path)
        objects = [json.loads(text) for text in done.stdout.splitlines()]
        events = [json.loads(one) for one in text.split("\n") if one]
        self.assertEqual(len(rows), len(events) + 1)
        self.assertEqual(len(objects), len(events))
        values = 0
        for envelope, row, members in zip(events, rows[1:], objects):
            document = envelope["data"]
            document = json.loads(document) if isinstance(document, str) else document
            for (name, type_, _), cell in zip(columns, row):
                value = self.value_of(envelope, document, name, type_)
                if value is None:
                    self.assertEqual(cell, "", (name, envelope))
                    self.assertIsNone(members.get(name), (name, envelope))
                    continue
                values += 1
                self.assertEqual(members[name], value, name)
                if type_ == "number":
                    self.assertEqual(float(cell), value)
                    self.assertLessEqual(len(cell), len(repr(value)))
                elif type_ == "boolean":
                    self.assertEqual(cell, str(value).lower())
                elif type_ == "json":
                    self.assertEqual(json.loads(cell), value)
                else:
                    self.assertEqual(cell, str(value), name)
        return values

    EVENTS = int(os.environ.get("CALLVIEW_TEST_EVENTS", "600"))

    def test_generated(self):
        done = self.run_program("columns", "")
        kinds = sorted({text.split("\t")[0] for text in done.stdout.decode().splitlines()})
        self.assertEqual(len(kinds), 8)
        for kind in kinds:
            count = str(self.EVENTS if kind == "call_summary" else self.EVENTS // 4)
            text = self.run_program("generate", "--events", count, "--seed", "5", "--types", kind).stdout.decode()
            self.assertEqual(len(text.splitlines()), int(count))
            self.assertGreater(self.check_archive(text, kind), int(count))

    def random_value(self, dice, kind):
        """Returns a random value for a column, sometimes of a wrong type."""
        texts = ["", "a", "+1555\"0\\1", "K\u00f6ln, \u6771\u4eac \U0001F600", "a,b", "two\nlines", "\r", "\u2028", "{\"x\": [1, 2]}", " x "]
        numbers = [0.0, -0.0, 0.1, 1e22, 5e-324, 1.7976931348623157e308, 123456789.123, -2.5e-7, 100000.0, 3]
        integers = [0, -1, 2 ** 63 - 1, -(2 ** 63), 7, 60]
        times = ["2020-07-23T22:56:33Z", "2020-02-29t01:02:03.5+05:30", "0000-01-01T00:00:00.123456789Z", "soon", ""]
        if kind == "json":
            return None  # test_generated compares lists and maps
        if dice.random() < 0.1:
            return dice.choice([None, 5, "x", [], {}, True, 1.5])
        if kind in ("string", "enumeration"):
            return dice.choice(texts)
        if kind == "time":
            return dice.choice(times[:2] + times[3:])
        if kind in ("integer", "seconds", "milliseconds"):
            return dice.choice(integers)
        if kind == "number":
            return dice.choice(numbers)
        return dice.random() < 0.5

    def test_random(self):
        columns = [c for c in self.all_columns("call_summary") if not c[0].startswith("event.")]
        dice = random.Random(11)
        lines = []
        for i in range(self.EVENTS):
            document = {}
            for name, kind, _ in dice.sample(columns, dice.randrange(len(columns))):
                place = document
                keys = name.split(".")
                for key in keys[:-1]:
                    if not isinstance(place.get(key), dict):
                        place[key] = {}
                    place = place[key]
                place[keys[-1]] = self.random_value(dice, kind)
            space = dice.choice([None, (",", ":"), (" , ", " :  ")])
            text = json.dumps(document, ensure_ascii=dice.random() < 0.5, separators=space)
            envelope = {**event(i), "dataschema": "x/1", "time": "2020-07-23T22:56:33.000Z"}
            envelope["data"] = text if dice.random() < 0.5 else document
            lines.append(json.dumps(envelope, ensure_ascii=dice.random() < 0.5))
        self.assertGreater(self.check_archive("\n".join(lines), "call_summary"), self.EVENTS)

    def test_exact_texts(self):
        fields = {"from": {"caller": 'a"b,c', "city": None}, "tags": ["x", "y z"], "start_time": "soon",
                  "answered_by": "robot"}
        path = self.file(line(1, **fields) + line(2))
        names = "call_sid,from.caller,from.city,tags,start_time,answered_by"
        done = self.run_program("csv", "--columns", names, path)
        expected = names + '\nCA1,"a""b,c",,"[""x"",""y z""]",soon,robot\nCA2,,,,,\n'
        self.assertEqual(done.stdout.decode(), expected)
        done = self.run_program("ndjson", "--columns", names, path)
        expected = ('{"call_sid":"CA1","from.caller":"a\\"b,c","from.city":null,"tags":["x","y z"],"start_time":"soon",'
                    '"answered_by":"robot"}\n{"call_sid":"CA2"}\n')
        self.assertEqual(done.stdout.decode(), expected)
        done = self.run_program("csv", "--columns", "from.city", path)
        self.assertEqual(done.stdout.decode(), 'from.city\n""\n""\n')

    def test_redact(self):
        columns = self.all_columns("call_summary")
        personal = [name for name, _, is_personal in columns if is_personal]
        self.assertIn("from.caller", personal)
        path = self.file(self.run_program("generate", "--events", "50").stdout)
        done = self.run_program("csv", "--redact", "--columns", ",".join(personal), path)
        self.assertEqual(set(done.stdout.decode().splitlines()[1:]), {"," * (len(personal) - 1)})
        done = self.run_program("ndjson", "--redact", "--columns", "call_sid,from.caller", path)
        self.assertTrue(all(set(json.loads(text)) == {"call_sid"} for text in done.stdout.splitlines()))

    def test_unknown_names(self):
        done = self.run_program("csv", "--columns", "call_sid,from.contry_code")
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn("from.country_code", done.stderr.decode())
        self.assertEqual(self.run_program("csv", "--type", "call").returncode, 2)
        self.assertEqual(self.run_program("csv", "--where", "nothing=1").returncode, 2)
        self.assertEqual(self.run_program("csv", "--where", "call_sid<1").returncode, 2)
        self.assertEqual(self.run_program("csv", "--no-such-option").returncode, 2)
        for arguments, near in ((["csv", "--colums=x"], "--columns"), (["stat"], "stats"), (["generat", "-x"], "generate")):
            done = self.run_program(*arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"did you mean {near}?", done.stderr.decode())
        done = self.run_program()
        self.assertEqual(done.returncode, 2)
        self.assertIn("a command is required: show, csv, ndjson, stats, check, generate, columns", done.stderr.decode())

    def test_known_values_of_enumerations(self):
        listed = self.run_program("columns", "call_summary").stdout.decode()
        self.assertRegex(listed, r"(?m)^call_state\tenumeration\t\t(?=.*\bcompleted\b)(?=.*\bbusy\b)[a-z_,-]+$")
        self.assertRegex(listed, r"(?m)^call_sid\tstring$")
        path = self.file(line(1, call_state="busy"))
        done = self.run_program("csv", "--columns", "call_sid", "--where", "call_state=complete", path)
        self.assertEqual((done.returncode, done.stdout), (0, b"call_sid\n"))
        self.assertIn('warning: "complete" is not a known value of call_state; known values: ', done.stderr.decode())
        done = self.run_program("csv", "--columns", "call_sid", "--where", "call_state=busy", path)
        self.assertNotIn("warning", done.stderr.decode())

    def test_wrong_numbers(self):
        for arguments in (("--events", "-1"), ("--events", "1e3"), ("--seed", "-1"), ("--events", "9" * 30)):
            with self.subTest(arguments):
                self.assertEqual(self.run_program("generate", *arguments).returncode, 2)

    def test_version_and_all_columns(self):
        self.assertRegex(self.run_program("--version").stdout.decode(), r"^callview \d+\.\d+\.\d+\n$")
        self.assertEqual(self.run_program("columns", "all").stdout, self.run_program("columns").stdout)
        self.assertEqual(self.run_program().returncode, 2)
        self.assertEqual(self.run_program("--help").returncode, 0)

    def test_other_types_are_counted(self):
        path = self.file(line(1) + line(2, kind="com.example.other") + line(3))
        done = self.run_program("csv", "--columns", "event.id", path)
        self.assertEqual(done.stdout, b"event.id\nE1\nE3\n")
        self.assertRegex(done.stderr.decode(), r"^3 events, 2 rows, 1 skipped, 0 broken, \d+ bytes, [\d.]+ s, [\d.]+ GB/s\n$")
        self.assertEqual(self.run_program("csv", "--quiet", path).stderr, b"")

    def test_where(self):
        path = self.file(line(1, call_state="busy", start_time="2020-01-01T00:00:00Z") +
                         line(2, call_state="fail", start_time="2021-01-01T00:00:00Z") +
                         line(3, start_time="2022-01-01T00:00:00Z", **{"from": {"location": {"lat": 1.5}}}))
        for conditions, expected in (
            (["call_state=busy"], [1]), (["call_state!=busy"], [2, 3]), (["call_state="], [3]),
            (["call_state!="], [1, 2]), (["duration>=2"], [2, 3]), (["duration<2"], [1]), (["duration>1.5", "duration<3"], [2]),
            (["start_time>2020-06-01"], [2, 3]), (["start_time<=2021-01-01T00:00:00Z"], [1, 2]),
            (["from.location.lat=1.5"], [3]), (["from.location.lat!=1.5"], [1, 2]), (["event.id=E2"], [2]),
            (["from.location.lat="], [1, 2]),
        ):
            arguments = [text for condition in conditions for text in ("--where", condition)]
            self.assertEqual(self.ids(*arguments, path), [f"E{i}" for i in expected], conditions)

    def test_latest(self):
        def summary(number, call, state, version):
            text = event(number, processing_version=version, call_state="s%d" % number)
            text["data"] = text["data"].replace(f"CA{number}", call)
            return json.dumps({**text, "type": "com.twilio.voice.insights.call-summary." + state}) + "\n"

        path = self.file(summary(1, "CA1", "partial", 9) + summary(2, "CA2", "complete", 1) + summary(3, "CA1", "complete", 1) +
                         summary(4, "CA1", "complete", 2) + summary(5, "CA2", "partial", 5) + summary(6, "CA3", "partial", 1))
        self.assertEqual(self.ids("--latest", path), ["E2", "E4", "E6"])
        self.assertEqual(self.ids("--latest", "--threads", "3", "--chunk-bytes", "50", path), ["E2", "E4", "E6"])
        # --where does not restore a superseded row, even if it excludes the newer one.
        self.assertEqual(self.ids("--latest", "--where", "call_state!=s4", path), ["E2", "E6"])
        self.assertEqual(self.run_program("csv", "--latest", "--type", "error_log", path).returncode, 2)


class Running(Case):
    """Tests threads, pipes and signals."""

    def test_threads_do_not_show(self):
        text = bytearray(self.run_program("generate", "--events", "3000", "--types", "all", "--seed", "3").stdout)
        dice = random.Random(1)
        for _ in range(20):  # broken records, so that the order of findings is tested as well
            text[dice.randrange(len(text))] = ord("\n")
        path = self.file(bytes(text))
        for command in (["csv"], ["ndjson", "--type", "call_event"], ["check", "--drift"], ["stats", "--json"]):
            outputs = set()
            for threads in ("1", "2", "3", "8"):
                done = self.run_program(*command, "--quiet", "--threads", threads, "--chunk-bytes", "30000", path)
                self.assertEqual(done.returncode, 1)
                outputs.add((done.stdout, done.stderr))
            self.assertEqual(len(outputs), 1, command)
        rows = self.run_program("csv", "--quiet", "--threads", "1", path).stdout.splitlines()
        free = self.run_program("csv", "--quiet", "--threads", "8", "--unordered", "--chunk-bytes", "30000", path)
        self.assertEqual(sorted(rows), sorted(free.stdout.splitlines()))

    def test_generate_is_the_same_again(self):
        arguments = ["generate", "--events", "1000", "--seed", "9", "--types", "all"]
        outputs = {self.run_program(*arguments, "--threads", threads).stdout for threads in ("1", "2", "5")}
        self.assertEqual(len(outputs), 1)
        self.assertNotEqual(outputs, {self.run_program(*arguments[:4], "10", "--types", "all").stdout})
        for form, kind in (("string", str), ("object", dict)):
            lines = self.run_program("generate", "--events", "50", "--form", form).stdout.splitlines()
            self.assertTrue(all(isinstance(json.loads(text)["data"], kind) for text in lines))
        self.assertEqual(self.run_program("generate", "--events", "0").stdout, b"")
        self.assertEqual(self.run_program("generate", "--types", "nothing").returncode, 2)
        made = self.file(self.run_program(*arguments).stdout)
        self.assertEqual(self.findings(made), (0, []))

    def test_closed_pipe(self):
        path = self.file(self.run_program("generate", "--events", "20000").stdout)
        script = f'"{PROGRAM}" csv --quiet --threads 3 "{path}" | head -n 1; echo ${{PIPESTATUS[0]}}'
        done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=60)
        self.assertTrue(done.stdout.startswith(b"event.id,"))
        self.assertEqual(done.stdout.splitlines()[-1], b"0")
        self.assertEqual(done.stderr, b"")

    def test_interrupted(self):
        for threads in ("1", "3"):
            program = subprocess.Popen(
                [PROGRAM, "csv", "--columns", "event.id,call_sid", "--threads", threads, "--chunk-bytes", "1000"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            program.stdin.write("".join(line(i) for i in range(100)).encode() + b'{"half": "a record')
            program.stdin.flush()
            time.sleep(0.5)
            program.send_signal(signal.SIGINT)
            out, err = program.communicate(timeout=30)
            self.assertEqual(program.returncode, 130, err.decode())
            self.assertTrue(out.endswith(b"\n"))
            rows = out.decode().splitlines()[1:]
            self.assertEqual(rows, [f"E{i},CA{i}" for i in range(len(rows))])
            self.assertGreater(len(rows), 50)
            self.assertNotIn("malformed", err.decode())

    def test_array_of_many_events(self):
        # Reads an array of many chunks on one line through a pipe. Memory use must remain small.
        blocks, block = (100 if SANITIZED else 1000), 1000
        code = ("import json\nevents = ','.join(json.dumps({'specversion':'1.0','type':'%s','source':'/s','id':'E%%d' %% i,"
                "'data':{'call_sid':'x'*100}}) for i in range(%d))\n"
                "for i in range(%d): print(',' if i else '[', events, sep='', end='')\nprint(']', end='')"
                % (COMPLETE, block, blocks))
        count = block * blocks
        writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        script = ("import resource,subprocess,sys\n"
                  "code=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL).returncode\n"
                  "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
        done = subprocess.run([sys.executable, "-c", script, PROGRAM, "csv", "--threads", "2", "--columns",
                               "event.id,call_sid"], stdin=writer.stdout,
                              capture_output=True, timeout=120)
        writer.stdout.close()
        writer.wait()
        code, peak = done.stdout.split()
        self.assertEqual(int(code), 0)
        self.assertIn(f"{count} events, {count} rows", done.stderr.decode())
        if not SANITIZED:
            self.assertLess(int(peak), 88 << 10)  # 64 MB and 12 MB for each thread; here in kB

    def test_stats(self):
        path = self.file("".join(line(i, call_state="busy" if i % 4 == 0 else "completed") for i in range(1, 101)))
        done = self.run_program("stats", "--json", path)
        self.assertEqual(done.returncode, 0)
        summary = json.loads(done.stdout)["documents"]["call_summary"]
        self.assertEqual(summary["counts"]["call_state"], {"completed": 75, "busy": 25})
        self.assertEqual(summary["percentiles"]["duration"],
                         {"unit": "s", "count": 100, "min": 1, "p50": 50, "p90": 90, "p95": 95, "p99": 99, "max": 100})
        text = self.run_program("stats", path).stdout.decode()
        self.assertIn("busy", text)
        self.assertRegex(text, "    duration, s +100 ")

    def test_stats_names_the_number_of_other_values(self):
        def others(count, **more):
            texts = [line(i, call_state=f"s{i % count}", **more) for i in range(2 * count)]
            text = self.run_program("stats", self.file("".join(texts))).stdout.decode()
            return re.findall(r"\n  call_state\n(?:    s.*\n)*    (\([^)]*\))", text)

        self.assertEqual(others(10), [])
        self.assertEqual(others(22), ["(12 others)"])
        self.assertEqual(others(5001), ["(more than 4,990 others)"])
        text = self.run_program("stats", self.file(line(1, call_state="x" * 300))).stdout.decode()
        self.assertRegex(text, r"\n  call_state\n    \(others\) ")

    def test_stats_of_streams_have_the_names_of_their_columns(self):
        metrics = {"inbound": {"jitter": {"avg": 1.5}, "mos": {"avg": 4.5}}, "outbound": {"jitter": {"avg": 2.5}}}
        path = self.file(line(1, sdk_edge={"metrics": metrics}))
        done = self.run_program("stats", "--json", path)
        percentiles = json.loads(done.stdout)["documents"]["call_summary"]["percentiles"]
        stream = "sdk_edge.metrics.inbound."
        self.assertEqual(percentiles[stream + "jitter.avg"]["unit"], "ms")
        self.assertEqual(percentiles[stream + "jitter.avg"]["max"], 1.5)
        self.assertNotIn("unit", percentiles[stream + "mos.avg"])
        columns = self.run_program("columns", "call_summary").stdout.decode()
        for name in percentiles:
            self.assertRegex(columns, "(?m)^" + re.escape(name) + r"\s")
        text = self.run_program("stats", path).stdout.decode()
        self.assertRegex(text, "(?s)\n    sdk_edge.metrics.inbound\n      jitter.avg, ms +1 .*\n      mos.avg +1 .*"
                               "\n    sdk_edge.metrics.outbound\n      jitter.avg, ms +1 ")


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv[1])
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
