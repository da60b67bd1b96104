/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package com.lattestream.benchmarks.fanout;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.xml.parsers.DocumentBuilderFactory;

import com.lattestream.benchmarks.fanout.hub.HubPeer;
import com.lattestream.benchmarks.fanout.raw.RawPeer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Report}.
 */
class ReportTests {

	@TempDir
	private Path directory;

	private Options options = Options.parse();

	@BeforeEach
	void measure() throws Exception {
		this.options = Options.parse("directory=" + this.directory);
		Samples samples = new Samples();
		for (double factor : new double[] { 1, 1, 3 }) {
			samples.add(RawPeer.RAW, new Sample().with(Figure.CPU, 2 * factor).with(Figure.LOST, 0));
			samples.add(HubPeer.WEBFLUX, new Sample().with(Figure.CPU, 2.1 * factor).with(Figure.LOST, 0));
			samples.add(HubPeer.TOMCAT, new Sample().with(Figure.CPU, 4 * factor).with(Figure.LOST, 7));
		}
		samples.fail("<other> & more", "no\nroom");
		samples.write(this.options.samples(Scenario.BURST));
	}

	@Test
	void saysWhichTargetsAreMet() throws Exception {
		assertThat(results())
			.contains("LatteStream, WebFlux: CPU s/M at most 1.1 times that of raw Netty | 1.05 | met |")
			.contains("LatteStream, Tomcat: CPU s/M at most 1.5 times that of raw Netty | 2.00 | **missed** |")
			.contains("raw Netty | | not measured |".replace("| |", "|  |"));
	}

	@Test
	void hasMediansAndRatiosToThePassBesideThem() throws Exception {
		assertThat(results()).contains("Medians of 3 passes.")
			.contains("| LatteStream, WebFlux | 1.05 | 2.10 | 0 |")
			.contains("| LatteStream, Tomcat | 2.00 | 4.00 | 7 |");
	}

	@Test
	void saysWhoFailed() throws Exception {
		assertThat(results()).contains("<other> & more failed: no room");
	}

	@Test
	void hasMicroBenchmarksThatWereRun() throws Exception {
		assertThat(results()).doesNotContain("## Micro benchmarks");
		Files.writeString(this.directory.resolve("target/micro.tsv"), "Signature.signChannel\t1234.5\t6.7\t890\n");
		assertThat(results()).contains("## Micro benchmarks")
			.endsWith("| Signature.signChannel | 1234.5 | 6.7 | 890 |\n");
	}

	@Test
	void saysWhyTargetsAreMissed() throws Exception {
		assertThat(results()).doesNotContain("## What is missed");
		Files.writeString(this.directory.resolve("missed.md"), "Nobody knows.\n");
		assertThat(results()).contains("## What is missed, and why\n\nNobody knows.\n");
	}

	@Test
	void chartIsXml() throws Exception {
		results();
		byte[] chart = Files.readAllBytes(this.directory.resolve("fan-out.svg"));
		assertThat(DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new ByteArrayInputStream(chart))
			.getElementsByTagName("rect")
			.getLength()).isEqualTo(3);
		assertThat(new String(chart, StandardCharsets.UTF_8)).contains("LatteStream, WebFlux");
	}

	private String results() throws Exception {
		new Report(this.options).write();
		return Files.readString(this.directory.resolve("RESULTS.md"));
	}

}
