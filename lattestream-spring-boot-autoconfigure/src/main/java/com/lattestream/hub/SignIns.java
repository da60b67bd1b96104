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

package com.lattestream.hub;

import com.lattestream.InvalidRequestException;
import com.lattestream.UserData;
import com.lattestream.protocol.ClientFrame;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.JsonText;
import com.lattestream.protocol.ServerFrame;
import com.lattestream.signature.UserSigner;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

/**
 * Lets clients say, with the application's signature, which user their connection is of.
 * What is not right is answered with an error and changes nothing; the connection stays.
 */
final class SignIns {

	private static final LogThrottle troubles = new LogThrottle(LogFactory.getLog(SignIns.class));

	private static final int REFUSED = CloseCode.UNAUTHORIZED.code();

	private static final int WATCHLIST_CUT = 4302;

	private final UserSigner signer;

	private final UserDataParser parser;

	private final Users users;

	private final Watchlists watchlists;

	SignIns(UserSigner signer, JsonText json, Users users, Watchlists watchlists) {
		this.signer = signer;
		this.parser = new UserDataParser(json);
		this.users = users;
		this.watchlists = watchlists;
	}

	/**
	 * Sign a connection in. One that is signed in already gets the info and the watchlist
	 * that it brings now.
	 * @param connection the connection
	 * @param frame what the client says
	 * @return completes when the client was answered
	 */
	Mono<Void> signIn(Connection connection, ClientFrame.SignIn frame) {
		try {
			UserDataParser.Parsed parsed = authenticate(connection, frame);
			return this.users.listening(connection, parsed.member().userId(),
					(heard) -> connection.onLane(heard,
							() -> signIn(connection, parsed, String.valueOf(frame.userData())),
							(ex) -> failed(connection, ex)));
		}
		catch (InvalidRequestException ex) {
			connection.send(new ServerFrame.ErrorFrame(REFUSED, String.valueOf(ex.getMessage())));
			return Mono.empty();
		}
	}

	private static void failed(Connection connection, Throwable ex) {
		troubles.warn("A sign-in failed", ex);
		connection.send(new ServerFrame.ErrorFrame(REFUSED, "The sign-in could not be made now"));
	}

	private UserDataParser.Parsed authenticate(Connection connection, ClientFrame.SignIn frame) {
		String auth = frame.auth();
		String userData = frame.userData();
		if (auth == null || userData == null) {
			throw new InvalidRequestException("Sign-in takes auth and user_data");
		}
		if (!this.signer.verify(auth, connection.socketId(), userData)) {
			throw new InvalidRequestException("Invalid signature");
		}
		UserDataParser.Parsed parsed = this.parser.parse(userData);
		SignedInUser present = connection.user();
		if (present != null && !present.id().equals(parsed.member().userId())) {
			throw new InvalidRequestException("The connection is signed in as another user");
		}
		return parsed;
	}

	private void signIn(Connection connection, UserDataParser.Parsed parsed, String userData) {
		if (!connection.isOpen()) {
			return;
		}
		SignedInUser before = connection.user();
		Watch watch = parsed.watchlist().isEmpty() ? null : new Watch(connection, parsed.watchlist());
		SignedInUser user = new SignedInUser(parsed.member(), watch);
		if (before != null) {
			user.setMuted(before.isMuted());
		}
		connection.setUser(user);
		connection.send(new ServerFrame.SignInSucceeded(userData));
		if (parsed.cut()) {
			connection.send(new ServerFrame.ErrorFrame(WATCHLIST_CUT,
					"A watchlist has at most " + UserData.MAX_WATCHLIST + " users; the others are left out"));
		}
		this.users.identified(connection, user.id());
		if (before == null) {
			this.watchlists.online(connection, user.id());
		}
		else if (before.watch() != null) {
			this.watchlists.stop(before.watch());
		}
		if (watch != null) {
			this.watchlists.start(watch);
		}
	}

	/**
	 * Forget the user of a connection that is gone.
	 * @param connection the connection
	 */
	void signOut(Connection connection) {
		SignedInUser user = connection.user();
		if (user == null) {
			return;
		}
		connection.setUser(null);
		this.users.forget(connection, user.id());
		this.watchlists.offline(connection, user.id());
		if (user.watch() != null) {
			this.watchlists.stop(user.watch());
		}
	}

}
