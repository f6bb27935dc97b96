#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests the page, the health checks and the metrics of the second listener, and that they contain no personal data."""
import json
import re
import shutil
import sqlite3
import subprocess
import unittest

from harness import Client, SinkTest, body_of, call, event, main


class Admin(SinkTest):
    def setUp(self):
        super().setUp()
        self.sink = self.start()
        summary = call(
            "CA1", duration=12, start_time="2026-11-29T11:59:00Z",
            carrier_edge={"metrics": {"inbound": {"jitter": {"avg": 2.5, "max": 9}, "mos": {"avg": 4.2},
                                                  "packets_loss_percentage": 0.5}},
                          "properties": {"sip_call_id": "private-sip"}},
        )  # fmt: skip
        summary["from"] = {"caller": "+15551234567", "city": "Private City", "country_code": "US"}
        client = self.sink.client()
        self.assertEqual(client.deliver(body_of(event("EZ1", summary), {"id": "+15557654321"})), 204)
        client.close()

    def test_checks(self):
        self.assertEqual(self.sink.get("/healthz"), (200, "ok\n"))
        self.assertEqual(self.sink.get("/readyz"), (200, "ready\n"))
        self.assertEqual(self.sink.get("/nothing")[0], 404)
        self.assertEqual(Client(self.sink.admin_port).request("POST", "/", b"x", {}), 405)
        self.assertEqual(Client(self.sink.admin_port).request("HEAD", "/"), 200)

    def test_metrics_count_what_came(self):
        text = self.sink.get("/metrics")[1]
        for line in ('callview_sink_answers_total{status="204"} 1', 'callview_sink_events_total{result="stored"} 1',
                     'callview_sink_dead_letters_total{reason="missing_attribute"} 1',
                     "callview_sink_transaction_seconds_count 1"):
            self.assertIn(line, text)
        for name in re.findall(r"^(\w+)", text, re.M):
            self.assertTrue(name.startswith("callview_sink_"), name)

    def test_counters_exist_before_they_count(self):
        text = self.sink.get("/metrics")[1]
        for line in ('callview_sink_answers_total{status="503"} 0', 'callview_sink_dead_letters_total{reason="not_utf8"} 0',
                     'callview_sink_signatures_refused_total{reason="wrong_signature"} 0'):
            self.assertIn(line, text)

    def test_the_overview_has_the_calls_without_personal_data(self):
        status, text = self.sink.get("/overview.json")
        self.assertEqual(status, 200)
        overview = json.loads(text)
        self.assertEqual(overview["calls"][0]["call_sid"], "CA1")
        self.assertEqual(overview["calls"][0]["from.country_code"], "US")
        self.assertEqual(overview["calls"][0]["duration"], 12)
        edge = next(q for q in overview["quality"] if q["edge"] == "carrier_edge" and q["direction"] == "inbound")
        self.assertEqual(edge, {"edge": "carrier_edge", "direction": "inbound", "calls": 1, "jitter_avg": 2.5,
                                "jitter_max": 9, "loss_avg": 0.5, "mos_avg": 4.2})
        self.assertEqual(overview["dead_letters"][0]["reason"], "missing_attribute")
        for path in ("/", "/overview.json", "/metrics"):
            for word in ("5551234567", "5557654321", "Private", "private-sip"):
                self.assertNotIn(word, self.sink.get(path)[1])

    def test_why_the_overview_cannot_be_read_is_logged(self):
        connection = sqlite3.connect(self.database)
        connection.execute("ALTER TABLE dead_letters RENAME TO others")
        connection.commit()
        connection.close()
        self.assertEqual(self.sink.get("/overview.json"), (503, "The database cannot be read now: see the log.\n"))
        self.sink.stop()
        self.assertIn('"event":"overview_failed","reason":"The rows for the status page cannot be read: ',
                      "".join(self.sink.lines))

    def test_infinite_averages_are_null(self):
        client = self.sink.client()
        metrics = {"inbound": {"jitter": {"avg": 1.7e308}, "mos": {"avg": -1.7e308}}}
        for name in ("1", "2"):
            summary = call("CB" + name, sip_edge={"metrics": metrics})
            self.assertEqual(client.deliver(body_of(event("EZB" + name, summary))), 204)
        client.close()
        overview = json.loads(self.sink.get("/overview.json")[1], parse_constant=self.fail)
        edge = next(q for q in overview["quality"] if q["edge"] == "sip_edge" and q["direction"] == "inbound")
        self.assertEqual((edge["jitter_avg"], edge["mos_avg"], edge["calls"]), (None, None, 2))

    def test_the_page_asks_nothing_of_other_hosts(self):
        client = Client(self.sink.admin_port)
        self.assertEqual(client.request("GET", "/"), 200)
        page = client.body.decode()
        self.assertIn("text/html", client.headers["content-type"])
        self.assertIn("default-src 'none'", client.headers["content-security-policy"])
        self.assertIn("connect-src 'self'", client.headers["content-security-policy"])
        self.assertIn("prefers-color-scheme", page)
        self.assertIn("overview.json", page)
        for reference in re.findall(r"""(?:src|href|action)\s*=\s*["']([^"']*)|fetch\(["']([^"']*)|url\(([^)]*)""", page):
            self.assertNotRegex("".join(reference), r"^(\w+:)?//")
        self.assertNotIn("innerHTML", page)

    @unittest.skipUnless(shutil.which("chromium"), "Chromium is not installed")
    def test_a_browser_that_can_reach_nothing_else_shows_the_rows(self):
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={self.folder}/browser",
                   "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--virtual-time-budget=5000", "--dump-dom",
                   f"http://127.0.0.1:{self.sink.admin_port}/"]  # fmt: skip
        shown = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
        for text in ('<td class="sid">CA1</td>', ">carrier</td>", ">missing_attribute</td>", ">ready</span>"):
            self.assertIn(text, shown)
        for word in ("5551234567", "5557654321", "Private"):
            self.assertNotIn(word, shown)


if __name__ == "__main__":
    main()
