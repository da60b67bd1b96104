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

package com.lattestream.benchmarks.fanout.peer;

import java.net.InetSocketAddress;
import java.util.List;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.Transport;
import com.lattestream.benchmarks.fanout.Message;
import com.lattestream.benchmarks.fanout.Peer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * netty-socketio, with a room for each channel.
 */
public final class SocketIoServer extends SocketIOServer {

	private SocketIoServer(Configuration configuration) {
		super(configuration);
	}

	/**
	 * Start it.
	 * @param args the port
	 */
	public static void main(String[] args) {
		LoggingSystem.get(SocketIoServer.class.getClassLoader())
			.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
		Configuration configuration = new Configuration();
		configuration.setPort(Integer.parseInt(args[0].substring("--port=".length())));
		configuration.setTransports(Transport.WEBSOCKET);
		configuration.setUseLinuxNativeEpoll(Epoll.isAvailable());
		// Connections that only publish never say hello
		configuration.setFirstDataTimeout(Integer.MAX_VALUE);
		configuration.setWorkerThreads(Runtime.getRuntime().availableProcessors());
		SocketIOServer server = new SocketIoServer(configuration);
		server.setPipelineFactory(new SocketIoChannels(
				(channel, data) -> server.getRoomOperations(channel).sendEvent(Message.EVENT, data)));
		server.addEventListener("subscribe", String.class, (client, channel, request) -> {
			client.joinRoom(channel);
			request.sendAckData("subscribed");
		});
		server.start();
	}

	static Peer peer() {
		return Peer.java("netty-socketio", SocketIoServer.class, List.of(), List.of(), new SocketIoWire());
	}

	@Override
	protected void applyConnectionOptions(ServerBootstrap bootstrap) {
		super.applyConnectionOptions(bootstrap);
		bootstrap.handler(new ChannelInboundHandlerAdapter() {

			@Override
			public void channelActive(ChannelHandlerContext context) {
				System.out.println("READY " + ((InetSocketAddress) context.channel().localAddress()).getPort());
			}

		});
	}

}
