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

package com.lattestream.protocol;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.lattestream.EventName;
import org.jspecify.annotations.Nullable;

/**
 * Turns text into client frames and server frames into bytes. Never throws for what a
 * client sends: what is not understood becomes {@link ClientFrame.Malformed}. Safe for
 * use by many threads.
 */
public final class FrameCodec {

	/** More than any client gathers; keeps one message from being a flood. */
	private static final int MAX_BATCH = 100;

	private static final int MAX_REF = 64;

	private static final ClientFrame PING = new ClientFrame.Ping();

	private static final ClientFrame PONG = new ClientFrame.Pong();

	private final JsonText json;

	private final FrameWriter writer;

	private final Envelope envelope;

	private final ReplayReader replays;

	/**
	 * Create a codec.
	 * @param json reads and writes JSON, within limits
	 */
	public FrameCodec(JsonText json) {
		this.json = json;
		this.writer = new FrameWriter(json);
		this.replays = new ReplayReader(json);
		this.envelope = new Envelope(json, (text) -> decode(text, Dialect.LATTESTREAM));
	}

	/**
	 * Read a frame.
	 * @param text the message as it came in
	 * @param dialect the dialect of the client
	 * @return the frame
	 */
	public ClientFrame decode(String text, Dialect dialect) {
		return decode(text, dialect, true);
	}

	/**
	 * Read a binary message of a LatteStream client: a frame as JSON, or an envelope
	 * around one or around an event with bytes.
	 * @param message the message as it came in
	 * @return the frame, or {@code null} if it is neither JSON nor as long as the header
	 * of an envelope
	 */
	public @Nullable ClientFrame decode(byte[] message) {
		return this.envelope.read(message);
	}

	/**
	 * Write a frame.
	 * @param frame the frame
	 * @param dialect the dialect of the clients that get it
	 * @return the bytes, to be shared by all of them
	 */
	public EncodedFrame encode(ServerFrame frame, Dialect dialect) {
		if (frame instanceof ServerFrame.BinaryEvent binary) {
			return (dialect == Dialect.LATTESTREAM) ? encode(binary) : encode(binary.asText(), dialect);
		}
		StringWriter text = new StringWriter(256);
		String event = this.writer.write(frame, dialect, text);
		// Jackson would refuse what this replaces: halves of characters cut in two
		return new EncodedFrame(event, text.toString().getBytes(StandardCharsets.UTF_8), frame.standing());
	}

	private EncodedFrame encode(ServerFrame.BinaryEvent binary) {
		EncodedFrame metadata = encode(binary.event(), Dialect.LATTESTREAM);
		return metadata.withBytes(binary.bytes(),
				() -> markBinary(encode(binary.asText(), Dialect.LATTESTREAM).json()));
	}

	/**
	 * Clients could not tell otherwise whether the data has bytes or just looks like it.
	 */
	private static byte[] markBinary(byte[] json) {
		byte[] mark = ",\"binary\":true}".getBytes(StandardCharsets.UTF_8);
		byte[] marked = Arrays.copyOf(json, json.length - 1 + mark.length);
		System.arraycopy(mark, 0, marked, json.length - 1, mark.length);
		return marked;
	}

	private ClientFrame decode(String text, Dialect dialect, boolean outermost) {
		Map<String, String> properties = this.json.object(text);
		if (properties == null) {
			return new ClientFrame.Malformed("Invalid JSON object");
		}
		String apiKey = this.json.string(properties.get("api_key"));
		String event = this.json.string(properties.get("event"));
		if (event == null) {
			return (apiKey != null && dialect == Dialect.LATTESTREAM && outermost)
					? new ClientFrame.Authenticate(apiKey) : new ClientFrame.Malformed("Event name is missing");
		}
		String channel = this.json.string(properties.get("channel"));
		String data = properties.get("data");
		if (event.startsWith(EventName.CLIENT_PREFIX)) {
			return clientEvent(event, channel, data, properties.get("ref"));
		}
		return switch (dialect.bareName(event)) {
			case "ping" -> PING;
			case "pong" -> PONG;
			case "subscribe" -> subscribe(data);
			case "unsubscribe" -> unsubscribe(data);
			case "typing" -> typing(channel, data);
			case "signin" -> signIn(data);
			case "batch" ->
				(outermost) ? batch(data, dialect) : new ClientFrame.Malformed("A batch cannot be part of a batch");
			default -> new ClientFrame.Malformed("Unsupported event: only client events and protocol events are sent");
		};
	}

	private ClientFrame subscribe(@Nullable String data) {
		Map<String, String> properties = payload(data);
		String channel = this.json.string(properties.get("channel"));
		if (channel == null) {
			return new ClientFrame.Malformed("Channel is missing");
		}
		try {
			return new ClientFrame.Subscribe(channel, auth(properties), signed(properties.get("channel_data")),
					this.replays.read(properties.get("recover"), properties.get("rewind")));
		}
		catch (IllegalArgumentException ex) {
			return new ClientFrame.InvalidSubscribe(channel, String.valueOf(ex.getMessage()));
		}
	}

	private ClientFrame signIn(@Nullable String data) {
		Map<String, String> properties = payload(data);
		return new ClientFrame.SignIn(auth(properties), signed(properties.get("user_data")));
	}

	private @Nullable String auth(Map<String, String> properties) {
		String auth = this.json.string(properties.get("auth"));
		return (auth != null && !auth.isEmpty()) ? auth : null;
	}

	/**
	 * What was signed is text, which some clients bring as the object it is of.
	 */
	private @Nullable String signed(@Nullable String value) {
		if (value == null || value.equals("null")) {
			return null;
		}
		return value.startsWith("\"") ? this.json.string(value) : value;
	}

	private ClientFrame unsubscribe(@Nullable String data) {
		String channel = this.json.string(payload(data).get("channel"));
		return (channel != null) ? new ClientFrame.Unsubscribe(channel)
				: new ClientFrame.Malformed("Channel is missing");
	}

	private ClientFrame batch(@Nullable String data, Dialect dialect) {
		String messages = payload(data).get("messages");
		List<String> texts = (messages != null) ? this.json.array(messages) : null;
		if (texts == null || texts.size() > MAX_BATCH) {
			return new ClientFrame.Malformed("A batch has an array of at most " + MAX_BATCH + " messages");
		}
		List<ClientFrame> frames = new ArrayList<>(texts.size());
		for (String text : texts) {
			frames.add(decode(text, dialect, false));
		}
		return new ClientFrame.Batch(frames);
	}

	/**
	 * Who says nothing else types.
	 */
	private ClientFrame typing(@Nullable String channel, @Nullable String data) {
		if (channel == null) {
			return new ClientFrame.Malformed("Channel is missing");
		}
		String typing = (data != null) ? payload(data).getOrDefault("typing", "") : "true";
		return (typing.equals("true") || typing.equals("false"))
				? new ClientFrame.Typing(channel, Boolean.parseBoolean(typing))
				: new ClientFrame.Malformed("The data of typing is an object whose typing is true or false");
	}

	/**
	 * JSON text in a string is what the Java client sends; LatteStream subscribers get it
	 * as the value it stands for, Pusher ones as the text. All else passes unchanged.
	 */
	private ClientFrame clientEvent(String event, @Nullable String channel, @Nullable String data,
			@Nullable String ref) {
		if (channel == null) {
			return new ClientFrame.Malformed("Channel is missing");
		}
		if (ref != null && !isRef(ref)) {
			return new ClientFrame.Malformed("A ref is a string or a number of at most " + MAX_REF + " characters");
		}
		String value = (data != null) ? data : "{}";
		String text = this.json.string(value);
		if (text != null && this.json.isContainer(text)) {
			return new ClientFrame.ClientEvent(channel, event, text, false, ref);
		}
		return new ClientFrame.ClientEvent(channel, event, value, true, ref);
	}

	private boolean isRef(String ref) {
		String text = this.json.string(ref);
		if (text != null) {
			return text.length() <= MAX_REF;
		}
		return ref.length() <= MAX_REF && (ref.startsWith("-") || Character.isDigit(ref.charAt(0)));
	}

	/**
	 * Protocol frames carry an object, which some clients wrap in a string.
	 */
	private Map<String, String> payload(@Nullable String data) {
		String text = this.json.string(data);
		Map<String, String> properties = (data != null) ? this.json.object((text != null) ? text : data) : null;
		return (properties != null) ? properties : Map.of();
	}

}
