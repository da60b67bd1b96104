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

package com.example.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.StreamSupport;

import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

import org.springframework.util.FileSystemUtils;

/**
 * A browser in which somebody uses the sample's page.
 */
final class Browser implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final Path profile;

	private final ChromeDriver driver;

	Browser() throws IOException {
		this.profile = Files.createTempDirectory("sample-browser");
		this.driver = Chromium.start(this.profile);
	}

	void open(String url) {
		this.driver.get(url);
	}

	/**
	 * Leave the page and forget who was signed in.
	 */
	void leave() {
		this.driver.manage().deleteAllCookies();
		this.driver.get("about:blank");
	}

	void signIn(String user) {
		await("#login-form", () -> Assertions.assertThat(find("user").isDisplayed()).isTrue());
		type("user", user);
		find("login").click();
		awaitTexts("#connection-state", "connected");
	}

	/**
	 * Open another window, as the user who is signed in, and go on there.
	 */
	void openWindow(String url) {
		this.driver.switchTo().newWindow(WindowType.TAB);
		this.driver.get(url);
		awaitTexts("#connection-state", "connected");
	}

	/**
	 * Close that window and go on in the first one.
	 */
	void closeWindow() {
		this.driver.close();
		this.driver.switchTo().window(this.driver.getWindowHandles().iterator().next());
	}

	void join(String room) {
		type("room", room);
		find("join").click();
		awaitTexts("#room-title", room);
	}

	void say(String text) {
		type("message", text);
		find("send").click();
	}

	void spyOn(String user) {
		type("spy-user", user);
		find("spy").click();
	}

	void click(String id) {
		find(id).click();
	}

	void type(String id, String text) {
		find(id).sendKeys(text);
	}

	void awaitText(String id, String expected) {
		await("#" + id, () -> Assertions.assertThat(text(id)).contains(expected));
	}

	void awaitOtherText(String id, String unexpected) {
		await("#" + id, () -> Assertions.assertThat(text(id)).isNotBlank().isNotEqualTo(unexpected));
	}

	void awaitTexts(String selector, String... expected) {
		await(selector, () -> Assertions.assertThat(texts(selector)).containsExactly(expected));
	}

	String text(String id) {
		return String.join("", texts("#" + id));
	}

	/**
	 * Return the texts of all elements that match, taken at one moment.
	 */
	List<String> texts(String selector) {
		return strings(this.driver.executeScript(
				"return [...document.querySelectorAll(arguments[0])].map((element) => element.textContent)", selector));
	}

	/**
	 * Return the errors on the console since the last call.
	 */
	List<String> takeErrors() {
		return StreamSupport.stream(this.driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
			.filter((entry) -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	/**
	 * From now on keep every text that the first matching element within a list has had.
	 */
	void record(String list, String selector) {
		this.driver.executeScript("""
				const [list, selector] = [document.getElementById(arguments[0]), arguments[1]];
				window.recorded = [];
				new MutationObserver(() => window.recorded.push(list.querySelector(selector).textContent))
				  .observe(list, { childList: true, subtree: true });
				""", list, selector);
	}

	List<String> recorded() {
		return strings(this.driver.executeScript("return window.recorded"));
	}

	@Override
	public void close() {
		this.driver.quit();
		try {
			FileSystemUtils.deleteRecursively(this.profile);
		}
		catch (IOException ex) {
			// The browser may still be writing; it is a temporary directory.
		}
	}

	private static List<String> strings(@Nullable Object list) {
		return ((List<?>) Objects.requireNonNull(list)).stream().map(Object::toString).toList();
	}

	private WebElement find(String id) {
		return this.driver.findElement(By.id(id));
	}

	private static void await(String what, Runnable assertion) {
		Awaitility.await(what).atMost(TIMEOUT).untilAsserted(assertion::run);
	}

}
